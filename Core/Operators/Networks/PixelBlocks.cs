using static TorchSharp.torch;

namespace Hodl.Core.Operators.Networks;

/// <summary>Blocks of n × n pixels as n² channels and back: a permutation, so an isometry.</summary>
public static class PixelBlocks
{
    /// <summary>[B, C, H, W] ↦ [B, C·n², H/n, W/n].</summary>
    public static Tensor ToChannels(Tensor x, int n)
    {
        if (n == 1)
        {
            return x;
        }

        var (batch, channels, height, width) = (x.shape[0], x.shape[1], x.shape[2] / n, x.shape[3] / n);
        return x.reshape(batch, channels, height, n, width, n).permute(0, 1, 3, 5, 2, 4).reshape(batch, channels * n * n, height, width);
    }

    /// <summary>[B, C·n², H, W] ↦ [B, C, H·n, W·n].</summary>
    public static Tensor ToPixels(Tensor x, int n)
    {
        if (n == 1)
        {
            return x;
        }

        var (batch, channels, height, width) = (x.shape[0], x.shape[1] / (n * n), x.shape[2], x.shape[3]);
        return x.reshape(batch, channels, n, n, height, width).permute(0, 1, 4, 2, 5, 3).reshape(batch, channels, height * n, width * n);
    }
}
