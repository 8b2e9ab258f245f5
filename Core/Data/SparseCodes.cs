using System.Security.Cryptography;
using Hodl.Core.Torch;
using static TorchSharp.torch;

namespace Hodl.Core.Data;

/// <summary>
/// Synthetic sparse coding (Section 6.1 of the paper): Q [m, n] with N(0, 1) entries and columns scaled to unit norm,
/// u ~ Bernoulli(density)·N(0, 1), b = Qu + noise·N(0, 1). Drawn on the CPU in float64 and then converted, so that every
/// device and type sees the same numbers.
/// </summary>
/// <param name="Q">[m, n].</param>
/// <param name="Codes">u as rows, [items, n].</param>
/// <param name="Observations">b as rows, [items, m].</param>
/// <param name="Sha256">SHA-256 over the float64 bytes of Q, u and b, lower-case hex.</param>
public sealed record SparseCodes(Tensor Q, Tensor Codes, Tensor Observations, string Sha256)
{
    /// <summary>Draws a set.</summary>
    /// <param name="rows">m.</param>
    /// <param name="columns">n.</param>
    /// <param name="items">How many codes.</param>
    /// <param name="density">Probability that a coordinate is not zero, in (0, 1].</param>
    /// <param name="noise">Standard deviation of the noise.</param>
    /// <param name="seed">Decides every number.</param>
    /// <param name="dtype">Type of the result.</param>
    /// <param name="device">Place of the result.</param>
    public static SparseCodes Draw(
        long rows, long columns, long items, double density, double noise, long seed, ScalarType dtype, Device device)
    {
        using var ungraded = no_grad();
        using var scope = NewDisposeScope();
        using var random = new Generator((ulong)seed);
        var q = randn([rows, columns], dtype: float64, generator: random);
        q = q / q.square().sum(0, keepdim: true).sqrt();
        var present = rand([items, columns], dtype: float64, generator: random).lt(density).to(float64);
        var codes = randn([items, columns], dtype: float64, generator: random) * present;
        var observations = codes.MatMul(q.t()) + (randn([items, rows], dtype: float64, generator: random) * noise);
        return new(Place(q), Place(codes), Place(observations), Hash(q, codes, observations));

        Tensor Place(Tensor x) => x.to(dtype).to(device).MoveToOuterDisposeScope();
    }

    private static string Hash(params Tensor[] tensors)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var tensor in tensors)
        {
            hash.AppendData(tensor.contiguous().bytes);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
