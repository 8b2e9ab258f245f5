namespace TorchSharp.Modules;

/// <summary>The adjoint of a convolution as a layer.</summary>
public abstract class ConvolutionTranspose : Convolution
{
    private protected ConvolutionTranspose(
        string name, long in_channels, long out_channels, long[] kernel_size, long[] stride, long[] padding, long[] dilation,
        long[] output_padding, PaddingModes padding_mode, long groups, bool bias, torch.Device? device, torch.ScalarType? dtype)
        : base(
            name, true, in_channels, out_channels, kernel_size, stride, padding, null, dilation, output_padding, padding_mode,
            groups, bias, device, dtype)
    {
        if (padding_mode != PaddingModes.Zeros)
        {
            throw new ArgumentException("a transposed convolution pads with zeros only", nameof(padding_mode));
        }
    }

    public abstract torch.Tensor forward(torch.Tensor input, long[]? output_size);

    public override torch.Tensor forward(torch.Tensor input) => forward(input, null);
}
