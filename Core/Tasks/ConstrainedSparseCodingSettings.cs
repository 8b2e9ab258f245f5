using System.ComponentModel.DataAnnotations;
using Hodl.Core.Runs;
using Hodl.Core.Solvers;
using Hodl.Core.Training;

namespace Hodl.Core.Tasks;

/// <summary>Settings of <see cref="ConstrainedSparseCoding"/>.</summary>
public sealed record ConstrainedSparseCodingSettings : HodlSettings
{
    /// <summary>Rows and columns of a patch.</summary>
    public const int PatchSide = 16;

    /// <summary>Defaults of the table at K = 5.</summary>
    public ConstrainedSparseCodingSettings()
    {
        K = 5;
        Alpha = 0.98;
        OuterSteps = 400;
        BatchSize = 64;
        LearningRate = 5e-3;
        WarmupSteps = 20;
        Schedule = RateSchedule.Cosine;
        EvaluateEvery = 50;
        CurveEvery = 50;
        CheckpointEvery = 100;
    }

    /// <summary>Upper level.</summary>
    [Display(Name = "Upper-level loss", GroupName = "Problem", Order = 1, Description = "Supervised: error against clean training patches. Unsupervised: the problem's own objective on noisy ones, as the paper has it.")]
    public CodingLoss Loss { get; init; } = CodingLoss.Supervised;

    /// <summary>Source of Q.</summary>
    [Display(Name = "Dictionary", GroupName = "Problem", Order = 2, Description = "Overcomplete cosine atoms (256 × 529), or 256 × 512 atoms learned on training patches first.")]
    public AtomSource Dictionary { get; init; } = AtomSource.Cosine;

    /// <summary>Noise.</summary>
    [Display(Name = "Noisy pixels", GroupName = "Problem", Order = 3, Description = "Share of pixels that become 0 or 1.")]
    [Range(0.0, 0.9)]
    public double NoiseDensity { get; init; } = 0.1;

    /// <summary>κ at the start, and in the unsupervised loss.</summary>
    [Display(Name = "κ — sparsity", GroupName = "Problem", Order = 4, Description = "Weight of ‖u‖₁ at the start, and in the unsupervised loss. Below 0.4 the noise is reproduced.")]
    [Range(0.01, 10.0)]
    public double Kappa { get; init; } = 1;

    /// <summary>β at the start.</summary>
    [Display(Name = "β — penalty", GroupName = "Problem", Order = 5, Description = "Penalty of ALM at the start; plain ALM keeps it.")]
    [Range(0.06, 19.0)]
    public double Beta { get; init; } = 1;

    /// <summary>Base of the baselines.</summary>
    [Display(Name = "Base of UNH and ENA", GroupName = "Method", Order = 14, Description = "ALM as HODL, or ADMM (Table 4).")]
    public BaseMethod Base { get; init; } = BaseMethod.Alm;

    /// <summary>h.</summary>
    [Display(Name = "Hidden units", GroupName = "Method", Order = 15, Description = "Width of D_net's hidden layer.")]
    [Range(1, 8192)]
    public int Hidden { get; init; } = 64;

    /// <summary>Start of W.</summary>
    [Display(Name = "Start of D_net", GroupName = "Method", Order = 15, Description = "Standard deviation of D_net's first weights times √n. Small starts at plain ALM; above about 0.7 the norm starts beyond 1, where the constraint acts.")]
    [Range(1e-4, 10.0)]
    [Advanced]
    public double NetworkScale { get; init; } = 0.05;

    /// <summary>V.</summary>
    [Display(Name = "D_net sees b", GroupName = "Method", Order = 16, Description = "The observation enters D_net's hidden layer beside the state.")]
    public bool Conditioned { get; init; } = true;

    /// <summary>λ alone.</summary>
    [Display(Name = "D_net on λ only", GroupName = "Method", Order = 17, Description = "D_net changes the multiplier alone instead of the whole state.")]
    [Advanced]
    public bool MultiplierOnly { get; init; }

    /// <summary>u^0.</summary>
    [Display(Name = "Start", GroupName = "Method", Order = 20, Description = "Of every learned method. Zero, as the baselines are published; the observed patch; or the observed patch with its unreliable pixels filled in from the others, both learned. Plain ALM starts at zero.")]
    public CodingStart Start { get; init; } = CodingStart.Learned;

    /// <summary>w.</summary>
    [Display(Name = "Learn noise weights", GroupName = "Method", Order = 21, Description = "Every learned method also learns how much an observed gray level speaks for noise: Σ w(b)|u_n| in place of ‖u_n‖₁. Off: as the baselines are published.")]
    public bool NoiseWeights { get; init; } = true;

    /// <summary>Fig. 4.</summary>
    [Display(Name = "Non-expansive", GroupName = "Method", Order = 18, Description = "Keeps ‖W‖ ≤ 1. Off only to see what happens without it (Fig. 4).")]
    public bool NonExpansive { get; init; } = true;

    /// <summary>Q in ω.</summary>
    [Display(Name = "Learn the dictionary", GroupName = "Method", Order = 19, Description = "Q is a part of ω, kept a tight frame.")]
    public bool LearnDictionary { get; init; } = true;

    /// <summary>Rate of ENA's matrices.</summary>
    [Display(Name = "Rate of ENA's matrices", GroupName = "Training", Order = 29, Description = "Learning rate of W_k as a share of ENA's rate: their entries are small, and large first steps destroy them.")]
    [Range(1e-4, 10.0)]
    [Advanced]
    public double LayerRate { get; init; } = 0.04;

    /// <summary>Rate of HODL's matrices.</summary>
    [Display(Name = "Rate of HODL's matrices", GroupName = "Training", Order = 29, Description = "Learning rate of Q, W and V as a share of the learning rate; for the same reason.")]
    [Range(1e-4, 10.0)]
    [Advanced]
    public double MatrixRate { get; init; } = 0.02;

    /// <summary>Rate of UNH.</summary>
    [Display(Name = "Rate of UNH", GroupName = "Training", Order = 29, Description = "UNH's learning rate as a multiple of HODL's. The presets have what was best for each method on held-out training patches.")]
    [Range(1e-4, 100.0)]
    [Unit("× rate")]
    [Advanced]
    public double UnhRate { get; init; } = 2;

    /// <summary>Rate of ENA.</summary>
    [Display(Name = "Rate of ENA", GroupName = "Training", Order = 29, Description = "ENA's learning rate as a multiple of HODL's.")]
    [Range(1e-4, 100.0)]
    [Unit("× rate")]
    [Advanced]
    public double EnaRate { get; init; } = 2;

    /// <summary>Longest run-in.</summary>
    [Display(Name = "Run-in up to", GroupName = "Training", Order = 30, Description = "Every second outer step trains later iterates: it takes 1 to so many inner steps without a gradient before the K that it unrolls, so that the iteration holds its quality past K. 0 trains u^K alone, as the paper has it. ENA has no steps past K.")]
    [Range(0, 10_000)]
    [Unit("inner steps")]
    public int RunIn { get; init; } = 50;

    /// <summary>m of outer step t, a function of (seed, t): 1 … <see cref="RunIn"/> on every second one, else 0.</summary>
    public int RunInAt(string method, long seed, long step) =>
        RunsIn(method, step) ? 1 + (int)(StepSeed.Of(seed, step) % (ulong)RunIn) : 0;

    /// <inheritdoc/>
    public override string? OtherFunctionAt(string method, long step) => RunsIn(method, step)
        ? $"run-in of {(RunIn == 1 ? "1 step" : $"1 to {RunIn} steps")} on every second outer step: "
            + $"the loss {K} steps after u^m, which is taken for a constant"
        : null;

    private bool RunsIn(string method, long step) => RunIn > 0 && step % 2 == 0 && method is "shodl" or "ahodl" or "unh";

    /// <summary>Iterations at the end of the test.</summary>
    [Display(Name = "Test up to k", GroupName = "Recording", Order = 42, Description = "Iterations of the test curve; beyond K it is extrapolation (Fig. 3). 0: K.")]
    [Range(0, 10_000)]
    [Unit("inner steps")]
    public int TestK { get; init; }

    /// <summary>Test images.</summary>
    [Display(Name = "Test images", GroupName = "Data", Order = 50, Description = "A folder of images below the data folder, or a full path. Without it generated images are used.")]
    public string TestData { get; init; } = "Set14";

    /// <summary>Training images.</summary>
    [Display(Name = "Training images", GroupName = "Data", Order = 51, Description = "A folder of images below the data folder, or a full path. Without it generated images are used.")]
    public string TrainData { get; init; } = "BSD400";

    /// <summary>Training patches.</summary>
    [Display(Name = "Training patches", GroupName = "Data", Order = 52, Description = "Clean patches drawn once; their noise is drawn anew in every step.")]
    [Range(128, 10_000_000)]
    public int TrainPatches { get; init; } = 20_000;

    /// <summary>Held-out patches.</summary>
    [Display(Name = "Validation patches", GroupName = "Data", Order = 54, Description = "Patches of every eighth training image, which training then never sees: settings are chosen on them, not on the test images. 0: none are held out.")]
    [Range(0, 1_000_000)]
    public int ValidationPatches { get; init; } = 1024;

    /// <summary>Largest side of a test image.</summary>
    [Display(Name = "Largest test side", GroupName = "Data", Order = 53, Description = "Larger test images are cut to their middle. 0: whole images.")]
    [Range(0, 100_000)]
    [Unit("pixels")]
    public int TestSide { get; init; }
}
