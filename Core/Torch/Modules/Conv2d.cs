using static TorchSharp.torch.nn;

namespace TorchSharp.Modules;

/// <summary>[B, C, H, W] to [B, out, H', W'].</summary>
public sealed class Conv2d : Convolution
{
    internal Conv2d(
        long in_channels, long out_channels, (long, long) kernel_size, (long, long) stride, (long, long) padding, Padding? padding_type,
        (long, long) dilation, PaddingModes padding_mode, long groups, bool bias, torch.Device? device, torch.ScalarType? dtype)
        : base(
            nameof(Conv2d), false, in_channels, out_channels, Pair(kernel_size), Pair(stride), Pair(padding), padding_type,
            Pair(dilation), [0, 0], padding_mode, groups, bias, device, dtype)
    {
    }

    public override torch.Tensor forward(torch.Tensor input)
    {
        if (padding_mode is not (PaddingModes.Zeros or PaddingModes.Constant))
        {
            var border = padding_type == Padding.Same ? Same() : [padding[1], padding[1], padding[0], padding[0]];
            using var padded = functional.pad(input, border, padding_mode);
            return functional.conv2d(padded, weight, bias, stride, null, dilation, groups);
        }
        return padding_type is { } type
            ? functional.conv2d_padding(input, weight, bias, stride, type, dilation, groups)
            : functional.conv2d(input, weight, bias, stride, padding, dilation, groups);
    }

    internal static long[] Pair((long, long) both) => [both.Item1, both.Item2];

    /// <summary>The border that keeps height and width; the odd one goes below and to the right.</summary>
    private long[] Same()
    {
        long h = dilation[0] * (kernel_size[0] - 1), w = dilation[1] * (kernel_size[1] - 1);
        return [w / 2, w - w / 2, h / 2, h - h / 2];
    }
}
