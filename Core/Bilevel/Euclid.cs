using static TorchSharp.torch;

namespace Hodl.Core.Bilevel;

/// <summary>Inner products of tensors of any equal shapes, as numbers.</summary>
internal static class Euclid
{
    /// <summary>⟨a, b⟩.</summary>
    public static double Dot(Tensor a, Tensor b)
    {
        using var scope = NewDisposeScope();
        return (a * b).sum().to(float64).cpu().item<double>();
    }

    /// <summary>‖a‖₂.</summary>
    public static double Norm(Tensor a) => Math.Sqrt(Dot(a, a));

    /// <summary>The i-th unit vector of [n].</summary>
    public static Tensor Unit(long n, long i, Tensor like)
    {
        var unit = zeros(n, dtype: like.dtype, device: like.device);
        unit[i] = 1;
        return unit;
    }
}
