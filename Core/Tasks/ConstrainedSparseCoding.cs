using System.ComponentModel.DataAnnotations;
using Hodl.Core.Data;
using Hodl.Core.Imaging;
using Hodl.Core.Metrics;
using Hodl.Core.Operators;
using Hodl.Core.Operators.Networks;
using Hodl.Core.Operators.Numerical;
using Hodl.Core.Operators.Projections;
using Hodl.Core.Runs;
using Hodl.Core.Solvers;
using Hodl.Core.Solvers.Baselines;
using Hodl.Core.Solvers.Losses;
using Hodl.Core.Solvers.Updates;
using static TorchSharp.torch;

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
        OuterSteps = 800;
        LearningRate = 2e-3;
        Schedule = RateSchedule.Cosine;
        EvaluateEvery = 200;
        CurveEvery = 200;
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
    public int Hidden { get; init; } = 256;

    /// <summary>V.</summary>
    [Display(Name = "D_net sees b", GroupName = "Method", Order = 16, Description = "The observation enters D_net's hidden layer beside the state.")]
    public bool Conditioned { get; init; } = true;

    /// <summary>λ alone.</summary>
    [Display(Name = "D_net on λ only", GroupName = "Method", Order = 17, Description = "D_net changes the multiplier alone instead of the whole state.")]
    [Advanced]
    public bool MultiplierOnly { get; init; }

    /// <summary>u^0.</summary>
    [Display(Name = "Start of HODL", GroupName = "Method", Order = 20, Description = "u⁰ = 0, or u⁰ = Qᵀb, whose image is the noisy one. UNH, ENA and plain ALM start at 0.")]
    [Advanced]
    public CodingStart Start { get; init; } = CodingStart.Observation;

    /// <summary>Fig. 4.</summary>
    [Display(Name = "Non-expansive", GroupName = "Method", Order = 18, Description = "Keeps ‖W‖ ≤ 1. Off only to see what happens without it (Fig. 4).")]
    public bool NonExpansive { get; init; } = true;

    /// <summary>Q in ω.</summary>
    [Display(Name = "Learn the dictionary", GroupName = "Method", Order = 19, Description = "Q is a part of ω, kept a tight frame.")]
    public bool LearnDictionary { get; init; } = true;

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

    /// <summary>Largest side of a test image.</summary>
    [Display(Name = "Largest test side", GroupName = "Data", Order = 53, Description = "Larger test images are cut to their middle. 0: whole images.")]
    [Range(0, 100_000)]
    [Unit("pixels")]
    public int TestSide { get; init; }
}

/// <summary>
/// Removes salt-and-pepper noise by min κ‖u‖₁ + ‖u_n‖₁ s.t. Qu + u_n = b on 16×16 patches that do not overlap (Tables 3
/// and 4, Figs. 2–6). HODL: D_num is ALM (<see cref="ProximalAlm"/>) on a tight frame Q, D_net a
/// <see cref="ConvexPotentialNet"/>, ω = (W of Q, β, θ, κ per atom, D_net). UNH learns β, θ and one κ; ENA is
/// <see cref="DLadmm"/>; both and plain ALM have the raw dictionary and start at 0.
/// </summary>
public sealed class ConstrainedSparseCoding : ITask
{
    private const double Smoothing = 1e-2;

    /// <inheritdoc/>
    public string Id => "constrained-sparse-coding";

    /// <inheritdoc/>
    public string Name => "Constrained sparse coding";

    /// <inheritdoc/>
    public string Summary => "Salt-and-pepper noise out of images, patch by patch: ALM with learned structure.";

    /// <inheritdoc/>
    public Type SettingsType => typeof(ConstrainedSparseCodingSettings);

    /// <inheritdoc/>
    public IReadOnlyList<TaskMethod> Methods { get; } =
    [
        new("shodl", "sHODL", "ALM on a learned tight frame with a non-expansive network, Eq. (5)."),
        new("ahodl", "aHODL", "The same with the loss's direction in every step, Eq. (4)."),
        new("unh", "UNH", "ALM or ADMM with learned β, step split and κ."),
        new("ena", "ENA", "D-LADMM: K untied layers; does not run past K."),
        new("plain-alm", "Plain ALM", "Nothing is learned."),
    ];

    /// <inheritdoc/>
    public IReadOnlyList<TaskPreset> Presets { get; } = ConstrainedSparseCodingPresets.All;

    /// <inheritdoc/>
    public IReadOnlyList<MetricInfo> Metrics { get; } =
    [
        .. OuterSeries.Infos,
        .. ImageQuality.GrayInfos,
        new("psnr_gray_beyond", "PSNR, gray, at the test's last k", "dB", Better.Higher, IsResult: true),
    ];

    /// <summary>u^0 for a batch: (0, 0, 0), or (Qᵀb, 0, 0) for a tight frame where the settings say so.</summary>
    public static State Start(Batch batch, PatchAtoms dictionary, ConstrainedSparseCodingSettings settings)
    {
        var b = batch.Input;
        var (q, tight) = (dictionary.Current.Q, dictionary.Current.IsTight);
        var u = tight && settings.Start == CodingStart.Observation ? b.matmul(q) : zeros(b.shape[0], q.shape[1], b.dtype, b.device);
        return new(u, zeros_like(b), zeros_like(b));
    }

    /// <summary>The method with its ω at the start, and the loss on it.</summary>
    public static (IUnrolledMethod Method, ILoss Loss, PatchAtoms Dictionary) Create(
        string method, ConstrainedSparseCodingSettings settings, Tensor q, long seed)
    {
        var hodl = method is "shodl" or "ahodl";
        var dictionary = hodl ? PatchAtoms.Tight(q, settings.LearnDictionary) : PatchAtoms.Raw(q);
        BoundAtoms Current() => dictionary.Current;
        ILoss loss = settings.Loss == CodingLoss.Supervised
            ? new ReconstructionError(Current)
            : new CodingObjective(Current, settings.Kappa, Smoothing);
        var options = new AlmOptions
        {
            Beta = settings.Beta,
            Kappa = settings.Kappa,
            KappaPerAtom = hodl,
            Learned = method != "plain-alm",
        };
        IUnrolledMethod created = method switch
        {
            "unh" when settings.Base == BaseMethod.Admm => NumericalHyperparameters.Create(new LinearizedAdmm(dictionary, options), loss, settings.Alpha),
            "unh" => NumericalHyperparameters.Create(new ProximalAlm(dictionary, options), loss, settings.Alpha),
            "plain-alm" => NumericalHyperparameters.Create(new ProximalAlm(dictionary, options), loss, 1 - 1e-9),
            "ena" => new DLadmm(dictionary.Current, settings.K, settings.Base == BaseMethod.Admm, options),
            _ => new HodlMethod(Hodl(dictionary, options, settings, q, seed), loss, settings.Alpha, method == "ahodl" ? settings.Mu : 0, settings.S, new FullSpace()),
        };
        return (created, loss, dictionary);
    }

    /// <inheritdoc/>
    public string? Refuse(string method, TaskSettings settings)
    {
        var own = (ConstrainedSparseCodingSettings)settings;
        return method is "shodl" or "ahodl" && own.Base == BaseMethod.Admm ? "HODL has ALM as its base; ADMM is for UNH and ENA." : null;
    }

    /// <inheritdoc/>
    public double EstimateSeconds(string method, TaskSettings settings)
    {
        var own = (ConstrainedSparseCodingSettings)settings;
        var step = method switch { "shodl" => 1.6e-4, "ahodl" => 2.4e-4, "plain-alm" => 0, _ => 0.9e-4 };
        var test = own.TestSide == 0 ? 12_500 : 900;
        var inner = (own.K * ((own.OuterSteps / own.EvaluateEvery) + 2.0)) + own.TestK;
        return 5 + (step * own.BatchSize / 128 * own.K * own.OuterSteps * 80) + (test * inner * 2e-5);
    }

    /// <inheritdoc/>
    public void Run(RunContext run, CancellationToken token)
    {
        var settings = run.Settings<ConstrainedSparseCodingSettings>();
        using var scope = NewDisposeScope();
        var device = TaskMachine.Prepare(settings);
        var seed = (ulong)run.Spec.Seed;
        var train = Images(run, settings.TrainData, "train", seed + 1, token);
        var test = new PatchReconstruction(Images(run, settings.TestData, "test", seed + 2, token), settings, seed, float32, device);
        var patches = new NoisyPatches([.. train.Images.Select(named => Luma.Gray(named.Image))], settings.TrainPatches, ConstrainedSparseCodingSettings.PatchSide, settings.NoiseDensity, seed);
        var q = Dictionary(settings, patches, float32, device, token);
        var (method, loss, dictionary) = Create(run.Spec.Method, settings, q, run.Spec.Seed);
        var problem = new LearningProblem
        {
            Method = method,
            Loss = loss,
            BatchAt = t => patches.At(t, settings.BatchSize, float32, device),
            Start = batch => Start(batch, dictionary, settings),
            Evaluate = (t, observer, stop) => test.Report(method, dictionary, settings, t, observer, stop),
        };
        if (problem.Learned().Count > 0)
        {
            new Algorithm1(problem, settings).Run(run, token);
        }

        using var ungraded = no_grad();
        method.Settle();
        test.Conclude(method, dictionary, settings, run.Observer, token);
    }

    /// <summary>Q₀, [256, 529] or [256, 512].</summary>
    public static Tensor Dictionary(ConstrainedSparseCodingSettings settings, NoisyPatches patches, ScalarType dtype, Device device, CancellationToken token)
    {
        const int side = ConstrainedSparseCodingSettings.PatchSide;
        if (settings.Dictionary == AtomSource.Cosine)
        {
            return tensor(CosineAtoms.Overcomplete(side, 23), [side * side, 23 * 23]).to(dtype).to(device);
        }

        var count = Math.Min(4000, settings.TrainPatches);
        var clean = tensor(patches.Clean[..(count * side * side)].ToArray(), [count, side * side]).to(dtype).to(device);
        return DictionaryLearning.Learn(clean, Math.Min(512, count), token);
    }

    private static AlmComposed Hodl(PatchAtoms dictionary, AlmOptions options, ConstrainedSparseCodingSettings settings, Tensor q, long seed)
    {
        const int pixels = ConstrainedSparseCodingSettings.PatchSide * ConstrainedSparseCodingSettings.PatchSide;
        using var random = new Generator((ulong)seed);
        var size = settings.MultiplierOnly ? pixels : 3 * pixels;
        var net = new ConvexPotentialOptions
        {
            Size = size,
            Widths = [settings.Hidden],
            Anchor = settings.Conditioned ? eye(size, pixels, dtype: q.dtype, device: q.device) : null,
            Scale = 0.25,
            StepShare = 0.2,
            PowerIterations = 2,
            Normalized = settings.NonExpansive,
        };
        return new(new ProximalAlm(dictionary, options), new ConvexPotentialNet(net, random, q.dtype, q.device), settings.MultiplierOnly);
    }

    private static ImageSet Images(RunContext run, string name, string role, ulong seed, CancellationToken token)
    {
        var folder = DataRoot.Find(run.DataRoot, name);
        var set = folder is null
            ? PiecewiseSmooth.Generate(role == "test" ? 4 : 12, 96, seed, token)
            : ImageFolder.Load(folder, token);
        if (folder is null)
        {
            run.Observer.OnLog(new(LogSeverity.Warning, 0, $"There is no folder {name} below the data folder; the {role} images are generated ones."));
        }

        run.Observer.OnData(set.Used(role));
        return set;
    }
}
