using Hodl.Core.Imaging;
using Hodl.Core.Random;
using static TorchSharp.torch;

namespace Hodl.Core.Data;

/// <summary>
/// Clean patches for training, and the noisy batch of outer step t as a function of (seed, t) alone: which patches, and
/// fresh salt-and-pepper noise on them.
/// </summary>
/// <param name="images">Gray images.</param>
/// <param name="count">Patches drawn once.</param>
/// <param name="size">Rows and columns of a patch.</param>
/// <param name="density">Probability of a noisy pixel.</param>
/// <param name="seed">The run's seed.</param>
public sealed class NoisyPatches(IReadOnlyList<Image> images, int count, int size, double density, ulong seed)
{
    private const ulong SampleStream = 1;
    private const ulong StepStream = 1UL << 32;
    private readonly float[] clean = PatchGrid.Sample(images, count, size, new Philox(seed, SampleStream));

    /// <summary>All clean patches, [count, size²], row by row.</summary>
    public ReadOnlySpan<float> Clean => clean;

    /// <summary>Batch t: input and target [items, size²].</summary>
    /// <param name="t">Outer step.</param>
    /// <param name="items">Patches in the batch.</param>
    /// <param name="dtype">Type of the tensors.</param>
    /// <param name="device">Their place.</param>
    public Batch At(long t, int items, ScalarType dtype, Device device)
    {
        var random = new Philox(seed, StepStream + (ulong)t);
        var length = size * size;
        var (target, input) = (new float[items * length], new float[items * length]);
        for (var i = 0; i < items; i++)
        {
            var patch = clean.AsSpan(random.Next(count) * length, length);
            patch.CopyTo(target.AsSpan(i * length));
            for (var j = 0; j < length; j++)
            {
                var draw = random.NextDouble();
                input[(i * length) + j] = draw >= density ? patch[j] : draw < density / 2 ? 0 : 1;
            }
        }

        return new(Rows(input), Rows(target));

        Tensor Rows(float[] values) => tensor(values, [items, length]).to(dtype).to(device);
    }
}
