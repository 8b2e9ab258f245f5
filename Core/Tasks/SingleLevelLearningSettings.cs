using System.ComponentModel.DataAnnotations;
using Hodl.Core.Runs;

namespace Hodl.Core.Tasks;

/// <summary>Settings of <see cref="SingleLevelLearning"/>.</summary>
public sealed record SingleLevelLearningSettings : FilterSettings
{
    /// <summary>48 filters of 7 × 7 as the cameraman's, from twenty patches.</summary>
    public SingleLevelLearningSettings()
    {
        K = 10;
        Beta0 = -4;
        LinearSteps = 10;
        Tolerance = 0;
        OuterSteps = 2000;
        LearningRate = 2e-3;
        EvaluateEvery = 500;
        CurveEvery = 1000;
        CheckpointEvery = 250;
        TestK = 200;
    }

    /// <summary>Where patches come from.</summary>
    [Display(Name = "Training patches from", GroupName = "Data", Order = 1, Description = "The patches that every method learns from and that tune the weight. The test image is the cameraman.")]
    public PatchSource Source { get; init; } = PatchSource.Bsd400;

    /// <summary>How many.</summary>
    [Display(Name = "Patches", GroupName = "Data", Order = 2, Description = "Training patches.")]
    [Range(1, 400)]
    public int Patches { get; init; } = 20;

    /// <summary>Their side.</summary>
    [Display(Name = "Patch side", GroupName = "Data", Order = 3, Description = "Rows and columns of a training patch.")]
    [Range(16, 180)]
    [Unit("pixels")]
    public int PatchSide { get; init; } = 50;

    /// <summary>Side of a filter.</summary>
    [Display(Name = "Filter side", GroupName = "Data", Order = 5, Description = "Rows and columns of the filters. All have mean 0: they are sought in the span of the DCT filters but the constant one.")]
    [Range(2, 11)]
    [Unit("pixels")]
    public int FilterSide { get; init; } = 7;

    /// <summary>Side of the test image.</summary>
    [Display(Name = "Test side", GroupName = "Data", Order = 6, Description = "The middle of the cameraman, so many pixels wide.")]
    [Range(32, 512)]
    [Unit("pixels")]
    [Advanced]
    public int TestSide { get; init; } = 512;

    /// <summary>J.</summary>
    [Display(Name = "Signals", GroupName = "Single-level learning", Order = 12, Description = "AOL and transform learning: so many signals of a filter's size, drawn from the patches. CAOL sees the patches whole.")]
    [Range(100, 1_000_000)]
    public int Signals { get; init; } = 5000;

    /// <summary>β of (2.10).</summary>
    [Display(Name = "β — fidelity of AOL", GroupName = "Single-level learning", Order = 13, Description = "½β‖X − Y‖² holds AOL's signals to the data; 1/β is how much of ΩX counts as noise, in gray levels of [0, 1].")]
    [Range(0.1, 10_000.0)]
    public double Fidelity { get; init; } = 40;

    /// <summary>First step of AOL.</summary>
    [Display(Name = "Step of AOL", GroupName = "Single-level learning", Order = 14, Description = "Length of the first subgradient step, relative to ‖Ω‖; step u is √u times shorter.")]
    [Range(1e-5, 1.0)]
    [Advanced]
    public double OperatorStep { get; init; } = 0.05;

    /// <summary>K of AOL and FoE as a share.</summary>
    [Display(Name = "Overcompleteness", GroupName = "Single-level learning", Order = 15, Description = "AOL: filters in units of the dimension of their span, side² − 1.")]
    [Range(1.0, 4.0)]
    public double Overcompleteness { get; init; } = 1;

    /// <summary>s of (2.11).</summary>
    [Display(Name = "s — sparsity of the transform", GroupName = "Single-level learning", Order = 16, Description = "Transform learning: entries of ΩY that each signal keeps.")]
    [Range(1, 100)]
    public int Sparsity { get; init; } = 8;

    /// <summary>λ of (2.11) relative to ‖Y‖².</summary>
    [Display(Name = "λ — conditioning of the transform", GroupName = "Single-level learning", Order = 17, Description = "Transform learning: weight of ‖Ω‖² − ln|det Ω| in units of ‖Y‖². More of it keeps Ω closer to a rotation.")]
    [Range(1e-6, 10.0)]
    public double Conditioning { get; init; } = 4e-3;

    /// <summary>β of (2.12).</summary>
    [Display(Name = "β — threshold of CAOL", GroupName = "Single-level learning", Order = 18, Description = "CAOL keeps responses above √(2β), of filters with norm 1/side.")]
    [Range(1e-8, 1.0)]
    public double Threshold { get; init; } = 1e-5;

    /// <summary>Items of a step of FoE.</summary>
    [Display(Name = "Batch of FoE", GroupName = "Single-level learning", Order = 19, Description = "Small patches, of twice a filter's side and one, whose samples make one step of contrastive divergence.")]
    [Range(1, 10_000)]
    public int ExpertsBatch { get; init; } = 60;

    /// <summary>Adam's rate for FoE.</summary>
    [Display(Name = "Rate of FoE", GroupName = "Single-level learning", Order = 19, Description = "Adam's rate for the experts.")]
    [Range(1e-6, 1.0)]
    [Advanced]
    public double ExpertsRate { get; init; } = 0.01;
}
