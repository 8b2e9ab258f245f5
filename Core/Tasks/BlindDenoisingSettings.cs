using System.ComponentModel.DataAnnotations;
using Hodl.Core.Bilevel.Filters;
using Hodl.Core.Runs;

namespace Hodl.Core.Tasks;

/// <summary>Settings of <see cref="BlindDenoising"/>.</summary>
public sealed record BlindDenoisingSettings : FilterSettings
{
    /// <summary>The weights of 48 DCT filters, learned on one image.</summary>
    public BlindDenoisingSettings()
    {
        K = 10;
        Part = LearnedPart.Strengths;
        Beta0 = -3;
        LinearSteps = 10;
        Tolerance = 0;
        OuterSteps = 100;
        LearningRate = 0.1;
        EvaluateEvery = 20;
        CurveEvery = 100;
        TestK = 300;
        TestTolerance = 1e-5;
        HighPrecision = true;
    }

    /// <summary>Side of the test image.</summary>
    [Display(Name = "Side", GroupName = "Data", Order = 1, Description = "The middle of the cameraman of 256 × 256, so many pixels wide.")]
    [Range(32, 256)]
    [Unit("pixels")]
    public int Side { get; init; } = 256;

    /// <summary>Side of a filter.</summary>
    [Display(Name = "Filter side", GroupName = "Data", Order = 2, Description = "Rows and columns of the DCT filters; all but the constant one are taken.")]
    [Range(2, 15)]
    [Unit("pixels")]
    public int FilterSide { get; init; } = 7;

    /// <summary>What supervised tuning sees.</summary>
    [Display(Name = "Supervised on", GroupName = "Data", Order = 3, Description = "TestImage: the truth of the test image itself, what blind tuning is compared with. Patches: of BSD400, what penalties are compared on.")]
    public BlindTraining TrainOn { get; init; } = BlindTraining.TestImage;

    /// <summary>Number of patches.</summary>
    [Display(Name = "Patches", GroupName = "Data", Order = 5, Description = "Training patches of BSD400.")]
    [Range(1, 400)]
    public int Patches { get; init; } = 20;

    /// <summary>Side of a patch.</summary>
    [Display(Name = "Patch side", GroupName = "Data", Order = 6, Description = "Rows and columns of a training patch.")]
    [Range(16, 180)]
    [Unit("pixels")]
    public int PatchSide { get; init; } = 64;

    /// <summary>Window of the corridor.</summary>
    [Display(Name = "Window", GroupName = "Training", Order = 21, Description = "Noise corridor: side m of the window of local variances, whose corridor is σ²(1 ± √2/m). The loss of white noise is least at 0.99σ² for m = 15, 0.94σ² for 7, 0.83σ² for 4, 0.73σ² for 3, so that a large window smooths more.")]
    [Range(2, 31)]
    [Unit("pixels")]
    public int Window { get; init; } = 3;

    /// <summary>Side of the bands.</summary>
    [Display(Name = "Band side", GroupName = "Training", Order = 21, Description = "Band variances: rows and columns of the DCT filters whose bands are measured.")]
    [Range(2, 31)]
    [Unit("pixels")]
    public int BandSide { get; init; } = 7;

    /// <summary>λ of the spread.</summary>
    [Display(Name = "λ — spread of β", GroupName = "Training", Order = 21, Description = "Discrepancy, Noise corridor and Band variances: weight of the mean of (βk − β̄)² in the upper loss. Residuals alone do not tell which filters smooth too much and which too little. 0: none.")]
    [Range(0.0, 1e3)]
    public double Spread { get; init; } = 5;

    /// <summary>δ of the Monte-Carlo divergence.</summary>
    [Display(Name = "δ — probe", GroupName = "Training", Order = 22, Description = "SURE: length of the random probe of the divergence, as a share of σ.")]
    [Range(1e-6, 1.0)]
    [Advanced]
    public double Probe { get; init; } = 0.01;
}
