using System.ComponentModel.DataAnnotations;
using Hodl.Core.Runs;

namespace Hodl.Core.Tasks;

/// <summary>Settings of <see cref="CameramanFilters"/>.</summary>
public sealed record CameramanFiltersSettings : FilterSettings
{
    /// <summary>The review's settings: 48 filters of 7 × 7, T = 10, β0 = −4, U = 10 000.</summary>
    public CameramanFiltersSettings()
    {
        K = 10;
        Beta0 = -4;
        LinearSteps = 10;
        Tolerance = 0;
        OuterSteps = 10_000;
        EvaluateEvery = 1000;
        CurveEvery = 2000;
        CheckpointEvery = 500;
        TestK = 300;
        TestTolerance = 1e-4;
    }

    /// <summary>Side of a filter.</summary>
    [Display(Name = "Filter side", GroupName = "Data", Order = 1, Description = "Rows and columns of the DCT filters to start from; all but the constant one are taken.")]
    [Range(2, 15)]
    [Unit("pixels")]
    public int FilterSide { get; init; } = 7;
}
