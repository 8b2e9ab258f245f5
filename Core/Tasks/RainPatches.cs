using Hodl.Core.Data;
using static TorchSharp.torch;

namespace Hodl.Core.Tasks;

/// <summary>
/// Training batches of <see cref="RainRemoval"/>: patches of the pairs, mirrored left and right at random but never turned, since
/// streaks fall. With <see cref="RainRemovalSettings.MixRain"/> the rain of one patch falls on the clean image of another,
/// b = min(1, u_b + ρ), ρ = b′ − u_b′ (its largest channel where rain has no colour), which is how the published sets were made:
/// n pairs give n² scenes.
/// </summary>
/// <param name="pairs">Rainy and clean images.</param>
/// <param name="settings">Sizes, and what is mixed.</param>
/// <param name="seed">The run's seed.</param>
public sealed class RainPatches(IReadOnlyList<PairedImage> pairs, RainRemovalSettings settings, ulong seed)
{
    private const int MirroredOnly = 2;
    private const ulong RainSeed = 1UL << 52;

    private readonly PairedPatches scenes = new(pairs, settings.PatchSide, seed, MirroredOnly);
    private readonly PairedPatches rains = new(pairs, settings.PatchSide, seed ^ RainSeed, MirroredOnly);

    /// <summary>Batch t, [B, C, side, side] both, a function of (seed, t) alone.</summary>
    /// <param name="t">Outer step.</param>
    /// <param name="dtype">Type of the tensors.</param>
    /// <param name="device">Their place.</param>
    public Batch At(long t, ScalarType dtype, Device device)
    {
        var scene = scenes.At(t, settings.BatchSize, dtype, device);
        if (!settings.MixRain)
        {
            return scene;
        }

        var rain = rains.At(t, settings.BatchSize, dtype, device);
        var layer = rain.Input - rain.Target!;
        if (settings.Achromatic)
        {
            // A channel that is full up shows less than what fell.
            layer = layer.amax([1], keepdim: true);
        }

        return scene with { Input = (scene.Target! + layer).clamp_max(1) };
    }
}
