using System.ComponentModel.DataAnnotations;
using Hodl.Core.Runs;

namespace Hodl.Core.Tasks;

/// <summary>Settings of the tasks that restore photographs.</summary>
public abstract record VisionSettings : HodlSettings
{
    /// <summary>Held-out training images.</summary>
    [Display(Name = "Validation images", GroupName = "Training", Order = 37, Description = "The last training images are held out; at every evaluation their PSNR is measured, and the ω with the highest counts in the end. 0: all train, and the last ω counts.")]
    [Range(0, 1000)]
    [Advanced]
    public int ValidationImages { get; init; }

    /// <summary>Type of the free networks' numbers.</summary>
    [Display(Name = "Precision", GroupName = "Machine", Order = 902, Description = "Mixed: networks without a bound on their norm multiply in bfloat16, on a CUDA device alone; ω and operators that must not expand stay in float32.")]
    [Advanced]
    public Precision Precision { get; init; } = Precision.Full;

    /// <summary>What all these tasks refuse; null when nothing is wrong.</summary>
    /// <param name="trainingImages">How many there are, where that is known.</param>
    public string? Refusal(int? trainingImages = null) =>
        Precision == Precision.Mixed && Device == "cpu" ? "Precision Mixed needs a CUDA device; Device is cpu. Allowed on the CPU: Full."
        : ValidationImages >= trainingImages ? $"Validation images ({ValidationImages}) must be fewer than the {trainingImages} training images." : null;
}
