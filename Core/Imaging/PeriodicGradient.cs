using static TorchSharp.torch;

namespace Hodl.Core.Imaging;

/// <summary>
/// ∇ = [∇_h; ∇_v] of images that go on periodically, by forward differences: [B, C, H, W] ↦ [B, 2C, H, W], first the
/// C differences along rows, then the C along columns. ‖∇‖² ≤ 8.
/// </summary>
public static class PeriodicGradient
{
    /// <summary>∇u.</summary>
    public static Tensor Apply(Tensor u) => cat([u.roll([-1], [3]) - u, u.roll([-1], [2]) - u], 1);

    /// <summary>∇ᵀd.</summary>
    public static Tensor Adjoint(Tensor d)
    {
        var channels = d.shape[1] / 2;
        var (across, down) = (d.narrow(1, 0, channels), d.narrow(1, channels, channels));
        return across.roll([1], [3]) - across + (down.roll([1], [2]) - down);
    }

    /// <summary>The symbol of ∇ᵀ∇, 4 sin²(πi/H) + 4 sin²(πj/W), [H, W/2+1].</summary>
    public static Tensor Power(long height, long width, ScalarType dtype, Device device)
    {
        static Tensor Axis(long count, long length) => (arange(count, dtype: float64) * (Math.PI / length)).sin().square() * 4.0;
        return (Axis(height, height).reshape(height, 1) + Axis((width / 2) + 1, width)).to(dtype).to(device);
    }
}
