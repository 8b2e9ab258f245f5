using Hodl.Core.Imaging;
using Hodl.Core.Random;
using static TorchSharp.torch;

namespace Hodl.Core.Data;

/// <summary>
/// Random patches of pairs: the batch of outer step t as a function of (seed, t) alone. Every pair is as likely as any
/// other, every place in it too.
/// </summary>
/// <param name="pairs">Whole images or patches, none smaller than a patch, all with equally many channels.</param>
/// <param name="size">Rows and columns of a patch.</param>
/// <param name="seed">The run's seed.</param>
/// <param name="ways">How many of <see cref="Dihedral"/>'s ways are taken at random: 1 leaves patches as they are, 2 also mirrors left and right, 8 turns and mirrors.</param>
public sealed class PairedPatches(IReadOnlyList<PairedImage> pairs, int size, ulong seed, int ways = Dihedral.Ways)
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
        for (var i = 0; i < items; i++)
        {
            var pair = pairs[random.Next(pairs.Count)];
            var (top, left) = (random.Next(pair.Target.Height - size + 1), random.Next(pair.Target.Width - size + 1));
            var way = random.Next(ways);
            inputs.Add(Dihedral.Turn(pair.Input.Crop(top, left, size, size), way));
            targets.Add(Dihedral.Turn(pair.Target.Crop(top, left, size, size), way));
        }

        return new(ImageTensor.Stack(inputs, dtype, device), ImageTensor.Stack(targets, dtype, device));
    }
}
