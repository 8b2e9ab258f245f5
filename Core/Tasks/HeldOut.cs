using Hodl.Core.Data;
using Hodl.Core.Metrics;

namespace Hodl.Core.Tasks;

/// <summary>Training images with the last ones held out for validation.</summary>
/// <param name="Train">What trains.</param>
/// <param name="Validation">What is held out; may be empty.</param>
public sealed record HeldOut(IReadOnlyList<PairedImage> Train, IReadOnlyList<PairedImage> Validation)
{
    /// <summary>How the PSNR on held-out images reads.</summary>
    public static MetricInfo Info { get; } = new("psnr_rgb_validation", "PSNR on validation images, RGB", "dB", Better.Higher);

    /// <summary>Holds out the last ones.</summary>
    /// <exception cref="InvalidDataException">Nothing would be left to train on.</exception>
    public static HeldOut Of(IReadOnlyList<PairedImage> pairs, int count) => count < pairs.Count
        ? new([.. pairs.SkipLast(count)], [.. pairs.TakeLast(count)])
        : throw new InvalidDataException($"Validation images ({count}) must be fewer than the {pairs.Count} training images.");
}
