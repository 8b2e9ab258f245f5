using static TorchSharp.torch.nn;

namespace TorchSharp.Modules;

/// <summary>What the convolutions share: weight [out, in / groups, …], bias [out], and how the border is padded.</summary>
public abstract class Convolution : torch.nn.Module<torch.Tensor, torch.Tensor>
{
    private protected Convolution(
        string name, bool transposed, long in_channels, long out_channels, long[] kernel_size, long[] stride, long[] padding,
        Padding? padding_type, long[] dilation, long[] output_padding, PaddingModes padding_mode, long groups, bool bias,
        torch.Device? device, torch.ScalarType? dtype)
        : base(name)
    {
        if (in_channels % groups != 0 || out_channels % groups != 0)
        {
            throw new ArgumentException($"{groups} groups divide neither {in_channels} nor {out_channels} channels evenly");
        }
        this.in_channels = in_channels;
        this.out_channels = out_channels;
        this.transposed = transposed;
        this.kernel_size = kernel_size;
        this.stride = stride;
        this.padding = padding;
        this.padding_type = padding_type;
        this.dilation = dilation;
        this.output_padding = output_padding;
        this.padding_mode = padding_mode;
        this.groups = groups;
        long[] channels = transposed ? [in_channels, out_channels / groups] : [out_channels, in_channels / groups];
        long[] sizes = [.. channels, .. kernel_size];
        weight = new Parameter(torch.empty(sizes, dtype, device));
        this.bias = bias ? new Parameter(torch.empty(new[] { out_channels }, dtype, device)) : null;
        register_parameter(nameof(weight), weight);
        register_parameter(nameof(bias), this.bias);
        reset_parameters();
    }

    public Parameter weight { get; set; }

    public Parameter? bias { get; set; }

    public bool transposed { get; }

    public long in_channels { get; }

    public long out_channels { get; }

    public long groups { get; set; }

    public long[] kernel_size { get; set; }

    public long[] stride { get; set; }

    public long[] padding { get; }

    public Padding? padding_type { get; }

    public long[] dilation { get; set; }

    public long[] output_padding { get; set; }

    public PaddingModes padding_mode { get; set; }

    public void reset_parameters()
    {
        init.kaiming_uniform_(weight, Math.Sqrt(5));
        if (bias is not null)
        {
            var (fanIn, _) = init.CalculateFanInAndFanOut(weight);
            var bound = 1 / Math.Sqrt(fanIn);
            init.uniform_(bias, -bound, bound);
        }
    }
}
