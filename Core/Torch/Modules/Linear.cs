using static TorchSharp.torch.nn;

namespace TorchSharp.Modules;

/// <summary>x · weightᵀ + bias.</summary>
public sealed class Linear : torch.nn.Module<torch.Tensor, torch.Tensor>
{
    internal Linear(long inputSize, long outputSize, bool hasBias, torch.Device? device, torch.ScalarType? dtype)
        : this(
            new Parameter(torch.empty(new[] { outputSize, inputSize }, dtype, device)),
            hasBias ? new Parameter(torch.empty(new[] { outputSize }, dtype, device)) : null)
    {
        init.kaiming_uniform_(weight, Math.Sqrt(5));
        if (bias is not null)
        {
            var bound = 1 / Math.Sqrt(inputSize);
            init.uniform_(bias, -bound, bound);
        }
    }

    internal Linear(Parameter weight, Parameter? bias)
        : base(nameof(Linear))
    {
        this.weight = weight;
        this.bias = bias;
        register_parameter(nameof(weight), weight);
        register_parameter(nameof(bias), bias);
        out_features = weight.size(0);
        in_features = weight.size(1);
    }

    public Parameter weight { get; set; }

    public Parameter? bias { get; set; }

    public long in_features { get; set; }

    public long out_features { get; set; }

    public override torch.Tensor forward(torch.Tensor tensor) => functional.linear(tensor, weight, bias);
}
