using static TorchSharp.torch.nn;

namespace TorchSharp.Modules;

/// <summary>[B, in, H, W] to [B, out, H', W'], H' = (H − 1)·stride − 2·padding + dilation·(kernel − 1) + output padding + 1.</summary>
public sealed class ConvTranspose2d : ConvolutionTranspose
{
    internal ConvTranspose2d(
        long in_channels, long out_channels, (long, long) kernel_size, (long, long) stride, (long, long) padding, (long, long) output_padding,
        (long, long) dilation, PaddingModes padding_mode, long groups, bool bias, torch.Device? device, torch.ScalarType? dtype)
        : base(
            nameof(ConvTranspose2d), in_channels, out_channels, Conv2d.Pair(kernel_size), Conv2d.Pair(stride), Conv2d.Pair(padding),
            Conv2d.Pair(dilation), Conv2d.Pair(output_padding), padding_mode, groups, bias, device, dtype)
    {
    }

    public override torch.Tensor forward(torch.Tensor input, long[]? output_size)
    {
        var extra = output_size is null ? output_padding : [Extra(input, output_size, 0), Extra(input, output_size, 1)];
        return functional.conv_transpose2d(input, weight, bias, stride, padding, extra, dilation, groups);
    }

    /// <summary>The output padding that brings one side to the wanted size.</summary>
    private long Extra(torch.Tensor input, long[] wanted, int side)
    {
        var size = input.shape[^2..][side];
        return wanted[^2..][side] - ((size - 1) * stride[side] - 2 * padding[side] + dilation[side] * (kernel_size[side] - 1) + 1);
    }
}
