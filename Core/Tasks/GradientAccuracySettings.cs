using System.ComponentModel.DataAnnotations;
using Hodl.Core.Runs;

namespace Hodl.Core.Tasks;

/// <summary>Settings of <see cref="GradientAccuracy"/>.</summary>
public sealed record GradientAccuracySettings : TaskSettings
{
    /// <summary>Length of a signal.</summary>
    [Display(Name = "N — samples", GroupName = "Data", Order = 1, Description = "Length of a signal.")]
    [Range(8, 512)]
    public int Length { get; init; } = 64;

    /// <summary>Number of signals.</summary>
    [Display(Name = "J — signals", GroupName = "Data", Order = 2, Description = "Piecewise-constant training signals.")]
    [Range(1, 64)]
    public int Signals { get; init; } = 4;

    /// <summary>σ.</summary>
    [Display(Name = "σ — noise", GroupName = "Data", Order = 3, Description = "Standard deviation of the noise in levels of 255.")]
    [Range(0.0, 255.0)]
    [Unit("levels of 255")]
    public double Noise { get; init; } = 25;

    /// <summary>β0 + β1.</summary>
    [Display(Name = "β — strength", GroupName = "Lower level", Order = 4, Description = "The filter's weight is e^β; φ(z) = z².")]
    [Range(-30.0, 5.0)]
    public double Beta { get; init; } = -5;

    /// <summary>Half width of the grid.</summary>
    [Display(Name = "Largest tap", GroupName = "Lower level", Order = 5, Description = "The filter's two taps run over a grid from minus this to this. Larger ones condition the lower level worse.")]
    [Range(0.1, 100.0)]
    public double Reach { get; init; } = 10;

    /// <summary>Points of the grid on a side.</summary>
    [Display(Name = "Grid", GroupName = "Lower level", Order = 6, Description = "Values of each tap; the gradient is compared at every pair but (0, 0).")]
    [Range(3, 101)]
    public int Grid { get; init; } = 13;

    /// <summary>The tightest tolerance.</summary>
    [Display(Name = "Digits", GroupName = "Lower level", Order = 7, Description = "Tolerances 10⁻¹, 10⁻² … to this power on the norm of the lower gradient.")]
    [Range(1, 12)]
    public int Digits { get; init; } = 10;
}
