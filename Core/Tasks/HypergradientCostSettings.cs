using System.ComponentModel.DataAnnotations;
using Hodl.Core.Runs;

namespace Hodl.Core.Tasks;

/// <summary>Settings of <see cref="HypergradientCostStudy"/>.</summary>
public sealed record HypergradientCostSettings : TaskSettings
{
    /// <summary>Features.</summary>
    [Display(Name = "Features", GroupName = "Problem", Order = 1, Description = "Rows of u, and numbers in ω; forward mode takes time in proportion.")]
    [Range(1, 1000)]
    public int Features { get; init; } = 40;

    /// <summary>Outputs.</summary>
    [Display(Name = "Outputs", GroupName = "Problem", Order = 2, Description = "Columns of u; every method's memory is in proportion to the size of u.")]
    [Range(1, 10_000)]
    public int Outputs { get; init; } = 64;

    /// <summary>Most steps.</summary>
    [Display(Name = "Most inner steps", GroupName = "Problem", Order = 3, Description = "K goes through 10, 20, 50, 100, … up to this.")]
    [Range(10, 10_000)]
    [Unit("inner steps")]
    public int MostSteps { get; init; } = 1000;

    /// <summary>M.</summary>
    [Display(Name = "M — differentiated steps", GroupName = "Hypergradient", Order = 10, Description = "TRHG: how many of the last inner steps reverse mode goes through.")]
    [Range(1, 10_000)]
    [Unit("inner steps")]
    public int LastSteps { get; init; } = 10;

    /// <summary>Linear steps.</summary>
    [Display(Name = "Linear steps", GroupName = "Hypergradient", Order = 11, Description = "CG and NS: the most steps on the linear equation.")]
    [Range(1, 10_000)]
    public int LinearSteps { get; init; } = 50;

    /// <summary>Repetitions.</summary>
    [Display(Name = "Repetitions", GroupName = "Measuring", Order = 20, Description = "Times each hypergradient is taken; the median counts.")]
    [Range(1, 100)]
    public int Repetitions { get; init; } = 3;
}
