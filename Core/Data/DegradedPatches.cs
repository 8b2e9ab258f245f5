using Hodl.Core.Imaging;
using Hodl.Core.Random;
using static TorchSharp.torch;

namespace Hodl.Core.Data;

/// <summary>
/// Random patches of clean images, degraded afresh in every step: the batch of outer step t as a function of (seed, t)
/// alone. The spoiling sees a patch alone; where it draws from beyond the border (a blur), give patches a
/// <paramref name="margin"/>, which is cut off again afterwards.
/// </summary>
/// <param name="images">Clean images, none smaller than a patch with its margins, all with equally many channels.</param>
/// <param name="size">Rows and columns of a patch.</param>
/// <param name="seed">The run's seed.</param>
/// <param name="degrade">Spoils an image with random numbers from the given generator, keeping its size.</param>
/// <param name="turn">Whether patches are turned and mirrored (8 ways) before they are degraded.</param>
/// <param name="margin">Pixels on each side that are degraded too and then cut off.</param>
public sealed class DegradedPatches(IReadOnlyList<Image> images, int size, ulong seed, Func<Image, Philox, Image> degrade, bool turn = true, int margin = 0)
{
    private const ulong StepStream = 1UL << 32;

    /// <summary>Batch t: input and target [items, C, size, size].</summary>
    /// <param name="t">Outer step.</param>
    /// <param name="items">Patches in the batch.</param>
    /// <param name="dtype">Type of the tensors.</param>
    /// <param name="device">Their place.</param>
    public Batch At(long t, int items, ScalarType dtype, Device device)
    {
        var random = new Philox(seed, StepStream + (ulong)t);
        var (inputs, targets) = (new List<Image>(items), new List<Image>(items));
        var side = size + (2 * margin);
        for (var i = 0; i < items; i++)
        {
            var image = images[random.Next(images.Count)];
            var patch = image.Crop(random.Next(image.Height - side + 1), random.Next(image.Width - side + 1), side, side);
            var clean = Dihedral.Turn(patch, turn ? random.Next(Dihedral.Ways) : 0);
            inputs.Add(degrade(clean, random).Crop(margin, margin, size, size));
            targets.Add(clean.Crop(margin, margin, size, size));
        }

        return new(ImageTensor.Stack(inputs, dtype, device), ImageTensor.Stack(targets, dtype, device));
    }
}
