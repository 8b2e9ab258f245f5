using Hodl.Core.Data;
using Hodl.Core.Operators;
using Hodl.Core.Solvers;
using static TorchSharp.torch;

namespace Hodl.Core.Tasks;

/// <summary>
/// What is measured on patches of the held-out training images: the PSNR by which settings are chosen
/// (<c>psnr_gray_validation</c>, all patches together, Qu^K clipped), and how far the trained D is from expanding.
/// </summary>
/// <param name="patches">Held-out patches, noisy and clean; null when none are held out.</param>
public sealed class CodingChecks(Batch? patches)
{
    private const int Chunk = 512;
    private const int Pairs = 16;

    /// <summary>Every eighth image is held out.</summary>
    public const int HoldOutEvery = 8;

    /// <summary>Checks on the patches of held-out images.</summary>
    /// <param name="held">Gray images; none turns the checks off.</param>
    /// <param name="settings">Patches and noise.</param>
    /// <param name="seed">Of places and noise.</param>
    /// <param name="dtype">Type of the computation.</param>
    /// <param name="device">Its place.</param>
    public static CodingChecks On(IReadOnlyList<Imaging.Image> held, ConstrainedSparseCodingSettings settings, ulong seed, ScalarType dtype, Device device) =>
        new(held.Count == 0 || settings.ValidationPatches == 0 ? null
            : new NoisyPatches(held, settings.ValidationPatches, ConstrainedSparseCodingSettings.PatchSide, settings.NoiseDensity, seed).At(0, settings.ValidationPatches, dtype, device));

    /// <summary>PSNR of all held-out patches together at u^K, dB; null when none are held out.</summary>
    public double? Psnr(CodingMethod method, int k, CancellationToken token)
    {
        if (patches is null)
        {
            return null;
        }

        var (sum, count) = (0.0, 0L);
        for (var start = 0L; start < patches.Items; start += Chunk)
        {
            using var scope = NewDisposeScope();
            var batch = Part(start, Math.Min(Chunk, patches.Items - start), patches.Input.dtype);
            var solve = InnerLoop.Run(method.Method.Test(batch), method.Start(batch), k, token: token);
            sum += (method.Image(solve.U) - batch.Target!).to(float64).square().sum().cpu().item<double>();
            count += batch.Input.numel();
        }

        return -10 * Math.Log10(sum / count);
    }

    /// <summary>
    /// The largest ‖D(a) − D(b)‖_G/‖a − b‖_G found in float64 with the trained ω: a = u^K of real patches, b = u^K of another
    /// patch, and b = a + differences of four lengths driven towards the worst direction (<see cref="ExpansionProbe"/>).
    /// </summary>
    /// <param name="trained">With its ω; one that iterates an operator.</param>
    /// <param name="exact">The same method in float64; takes ω over.</param>
    /// <param name="k">K.</param>
    /// <param name="seed">Of the differences.</param>
    /// <returns>null when no patches are held out, or the method iterates no one operator.</returns>
    public double? Expansion(CodingMethod trained, CodingMethod exact, int k, ulong seed)
    {
        if (patches is null || exact.Method is not HodlMethod hodl)
        {
            return null;
        }

        using var ungraded = no_grad();
        using var scope = NewDisposeScope();
        foreach (var ((_, source), (_, target)) in trained.Method.Omega.named_parameters().Zip(exact.Method.Omega.named_parameters()))
        {
            target.copy_(source);
        }

        exact.Dictionary.Project();
        exact.Method.Settle();
        using var random = new Generator(seed);
        var batch = Part(0, Math.Min(Pairs, patches.Items), float64);
        var a = InnerLoop.Run(exact.Method.Test(batch), exact.Start(batch), k).U;
        var d = hodl.Operator.At(batch);
        return Math.Max(ExpansionProbe.Ratio(d, a, a.Map(block => block.roll(1, 0))), ExpansionProbe.LargestRatio(d, a, random));
    }

    private Batch Part(long start, long items, ScalarType dtype) =>
        new(patches!.Input.narrow(0, start, items).to(dtype), patches.Target!.narrow(0, start, items).to(dtype));
}
