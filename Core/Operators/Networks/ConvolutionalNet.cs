using Hodl.Core.Data;
using Hodl.Core.Operators.WeightedNorms;
using Hodl.Core.Torch;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Hodl.Core.Operators.Networks;

/// <summary>
/// D_net(u; b) of convolutions with ReLUs between, k_L ∗ relu(… relu(k₁ ∗ u + k_b ∗ b + c₁) …) + c_L, or the average
/// ½(u + ·): 1-Lipschitz in u, since each layer is divided by max(1, norm of its convolution on images of the batch's
/// size), see <see cref="ConvolutionNorm"/>. k_b acts on the data and is free. State: one block [B, C, H, W].
/// </summary>
public sealed class ConvolutionalNet : LearnedOperator
{
    private readonly ConvolutionalOptions options;
    private readonly Parameter[] kernels;
    private readonly Parameter[] biases;
    private readonly Parameter? injection;

    /// <summary>A network with its own ω.</summary>
    /// <param name="options">Shape.</param>
    /// <param name="random">Source of the start's kernels; on the CPU, so that every device starts alike.</param>
    /// <param name="dtype">Type of ω.</param>
    /// <param name="device">Place of ω.</param>
    /// <exception cref="ArgumentException">No hidden layer, or an even kernel.</exception>
    public ConvolutionalNet(ConvolutionalOptions options, Generator random, ScalarType dtype, Device device)
        : base(nameof(ConvolutionalNet))
    {
        if (options.Hidden.Count == 0 || options.Kernel % 2 == 0)
        {
            throw new ArgumentException("A net has hidden layers and kernels of odd size.", nameof(options));
        }

        this.options = options;
        using var ungraded = no_grad();
        using var scope = NewDisposeScope();
        long[] channels = [options.Channels, .. options.Hidden, options.Channels];
        kernels = new Parameter[channels.Length - 1];
        biases = new Parameter[kernels.Length];
        for (var i = 0; i < kernels.Length; i++)
        {
            kernels[i] = Kernel($"kernel{i}", channels[i + 1], channels[i]);
            biases[i] = Parameters.Of((randn([channels[i + 1]], dtype: float64, generator: random) * 0.01).to(dtype).to(device));
            register_parameter($"bias{i}", biases[i]);
        }

        injection = options.Condition > 0 ? Kernel("injection", channels[1], options.Condition) : null;

        Parameter Kernel(string name, long outputs, long inputs)
        {
            var scale = 1 / Math.Sqrt(inputs * options.Kernel * options.Kernel);
            var values = randn([outputs, inputs, options.Kernel, options.Kernel], dtype: float64, generator: random) * scale;
            var parameter = Parameters.Of(values.to(dtype).to(device));
            register_parameter(name, parameter);
            return parameter;
        }
    }

    /// <inheritdoc/>
    public override IBoundOperator At(Batch batch)
    {
        var shape = batch.Input.shape;
        var normalized = Array.ConvertAll(kernels, kernel => options.Normalized ? Normalize(kernel, shape[^2], shape[^1]) : kernel);
        var injected = injection is null ? null : Convolve(batch.Input, injection, null);
        return new BoundOperator(u => new(Forward(u[0], normalized, injected)), EuclideanNorm.Instance);
    }

    private Tensor Normalize(Tensor kernel, long height, long width)
    {
        var norm = options.Padding == ConvolutionPadding.Circular
            ? ConvolutionNorm.Circular(kernel, height, width)
            : ConvolutionNorm.Zero(kernel, height, width);
        return kernel / norm.clamp_min(1.0);
    }

    private Tensor Forward(Tensor u, Tensor[] normalized, Tensor? injected)
    {
        var h = Convolve(u, normalized[0], biases[0]);
        if (injected is not null)
        {
            h = h + injected;
        }

        for (var i = 1; i < normalized.Length; i++)
        {
            h = Convolve(h.relu(), normalized[i], biases[i]);
        }

        return options.Averaged ? (u + h) * 0.5 : h;
    }

    private Tensor Convolve(Tensor x, Tensor kernel, Tensor? bias)
    {
        long half = options.Kernel / 2;
        return options.Padding == ConvolutionPadding.Circular
            ? nn.functional.conv2d(nn.functional.pad(x, [half, half, half, half], PaddingModes.Circular), kernel, bias)
            : nn.functional.conv2d(x, kernel, bias, padding: [half, half]);
    }
}
