using System.ComponentModel.DataAnnotations;
using Hodl.Core.Runs;

namespace Hodl.Core.Tasks;

/// <summary>Settings of <see cref="VerticalBars"/>.</summary>
public sealed record VerticalBarsSettings : FilterSettings
{
    /// <summary>The review's settings.</summary>
    public VerticalBarsSettings()
    {
        K = 50;
        Beta0 = -4.6;
        OuterSteps = 4000;
        LinearSteps = 50;
        LinearTolerance = 1e-6;
        EvaluateEvery = 100;
        CurveEvery = 1000;
        CheckpointEvery = 500;
        TestK = 2000;
        TestTolerance = 1e-6;
        HighPrecision = true;
    }

    /// <summary>Side of the image.</summary>
    [Display(Name = "Side", GroupName = "Data", Order = 1, Description = "Rows and columns of the image; a multiple of 4.")]
    [Range(8, 512)]
    [Unit("pixels")]
    public int Side { get; init; } = 32;

    /// <summary>Number of filters.</summary>
    [Display(Name = "K — filters", GroupName = "Data", Order = 2, Description = "Random filters of unit norm to start from.")]
    [Range(1, 64)]
    public int Filters { get; init; } = 4;

    /// <summary>Rows of a filter.</summary>
    [Display(Name = "Filter rows", GroupName = "Data", Order = 3, Description = "Rows of a filter, along the bars.")]
    [Range(1, 8)]
    public int FilterRows { get; init; } = 4;

    /// <summary>Columns of a filter.</summary>
    [Display(Name = "Filter columns", GroupName = "Data", Order = 3, Description = "Columns of a filter, across the bars.")]
    [Range(1, 8)]
    public int FilterColumns { get; init; } = 2;
}
