using static TorchSharp.torch;

namespace Hodl.Core.Imaging;

/// <summary>Retinex, y = x ⊗ u, with s = log u and a small offset against black pixels: y + ε = x·exp(s).</summary>
public static class Retinex
{
    /// <summary>ε, about five levels of 255.</summary>
    public const double Offset = 0.02;

    /// <summary>log(y + ε).</summary>
    public static Tensor Log(Tensor y) => (y.clamp_min(0) + Offset).log();

    /// <summary>x = (y + ε)·exp(−s).</summary>
    /// <param name="y">[B, 3, H, W].</param>
    /// <param name="s">log u, likewise or with one channel.</param>
    public static Tensor Recover(Tensor y, Tensor s) => (y.clamp_min(0) + Offset) * (-s).exp();
}
