using Hodl.Core.Data;
using Hodl.Core.Operators.WeightedNorms;
using Hodl.Core.Torch;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Hodl.Core.Operators.Networks;

/// <summary>
/// DRUNet (Zhang et al., DPIR, TPAMI 2021): a U-Net of residual blocks x + k₂ ∗ relu(k₁ ∗ x) over several scales, 2×2
/// strided convolutions down, 2×2 transposed ones up, identity skips between the two, no biases. Free it maps
/// [B, Inputs, H, W] to [B, Outputs, H, W] for any H, W (replicated up to the next multiple, then cut). Non-expansive
/// (Inputs = Outputs) it is a D_net on one block: see <see cref="DruNetOptions.NonExpansive"/>; images are filled up
/// with zeros, which keeps the bound.
/// </summary>
public sealed class DruNet : LearnedOperator
{
    private readonly DruNetOptions options;
    private readonly Parameter head;
    private readonly Parameter tail;
    private readonly Scale[] scales;

    /// <summary>A network with its own ω.</summary>
    /// <param name="options">Shape.</param>
    /// <param name="random">Source of the start's kernels; on the CPU, so that every device starts alike.</param>
    /// <param name="dtype">Type of ω.</param>
    /// <param name="device">Place of ω.</param>
    /// <param name="tailScale">Factor on the last layer's start: 0.1 makes the net start near zero output.</param>
    /// <exception cref="ArgumentException">A non-expansive net is asked to compute in bfloat16.</exception>
    public DruNet(DruNetOptions options, Generator random, ScalarType dtype, Device device, double tailScale = 1)
        : base(nameof(DruNet))
    {
        if (options.Mixed && options.NonExpansive)
        {
            throw new ArgumentException("A non-expansive network computes in the type of its ω.", nameof(options));
        }

        this.options = options;
        using var ungraded = no_grad();
        using var scope = NewDisposeScope();
        var fold = (long)options.Fold * options.Fold;
        var widths = options.Widths;
        head = Kernel("head", widths[0], options.Inputs * fold, 3, 1);
        scales = [.. widths.Select((width, i) => new Scale(
            Blocks($"down{i}", width),
            i + 1 < widths.Count ? Kernel($"shrink{i}", widths[i + 1], width, 2, 1) : null,
            i + 1 < widths.Count ? Kernel($"grow{i}", widths[i + 1], width, 2, 2) : null,
            i + 1 < widths.Count ? Blocks($"up{i}", width) : []))];
        tail = Kernel("tail", options.Outputs * fold, widths[0], 3, tailScale);

        (Parameter First, Parameter Second)[] Blocks(string name, long width) =>
            [.. Enumerable.Range(0, options.Blocks).Select(j => (
                Kernel($"{name}_{j}a", width, width, 3, Math.Sqrt(2)), Kernel($"{name}_{j}b", width, width, 3, options.NonExpansive ? 1 : 0.3)))];

        Parameter Kernel(string name, long first, long second, long side, double gain)
        {
            var values = randn([first, second, side, side], dtype: float64, generator: random) * (gain / Math.Sqrt(second * side * side));
            var parameter = Parameters.Of(values.to(dtype).to(device));
            register_parameter(name, parameter);
            parameter.DetachFromDisposeScope();
            return parameter;
        }
    }

    /// <inheritdoc/>
    public override IBoundOperator At(Batch batch)
    {
        if (options.Inputs != options.Outputs)
        {
            throw new InvalidOperationException("A D_net gives what it takes; this net has other outputs than inputs.");
        }

        var bound = Bind();
        return new BoundOperator(u => new((u[0] + bound(u[0])) * 0.5), EuclideanNorm.Instance);
    }

    /// <summary>The network at the present ω, its norms taken once.</summary>
    public Func<Tensor, Tensor> Bind()
    {
        Tensor Typed(Tensor kernel) => options.Mixed ? kernel.to(ScalarType.BFloat16) : kernel;
        Tensor Wide(Parameter kernel) => options.NonExpansive ? kernel / ConvolutionNorm.Anywhere(kernel).clamp_min(1.0) : Typed(kernel);
        Tensor Step(Parameter kernel) => options.NonExpansive ? kernel / ConvolutionNorm.Blocks(kernel).clamp_min(1.0) : Typed(kernel);
        (Tensor, Tensor)[] Each((Parameter First, Parameter Second)[] blocks) => [.. blocks.Select(block => (Wide(block.First), Wide(block.Second)))];
        var (first, last) = (Wide(head), Wide(tail));
        Bound[] bound = [.. scales.Select(scale => new Bound(
            Each(scale.Down), scale.Shrink is null ? null : Step(scale.Shrink), scale.Grow is null ? null : Step(scale.Grow), Each(scale.Up)))];
        return x => Forward(options.Mixed ? x.to(ScalarType.BFloat16) : x, first, bound, last).to(x.dtype);
    }

    private Tensor Forward(Tensor x, Tensor first, Bound[] bound, Tensor last)
    {
        var (height, width) = (x.shape[2], x.shape[3]);
        var step = (long)options.Fold << (options.Widths.Count - 1);
        var (below, right) = ((step - (height % step)) % step, (step - (width % step)) % step);
        var whole = below == 0 && right == 0 ? x
            : nn.functional.pad(x, [0, right, 0, below], options.NonExpansive ? PaddingModes.Constant : PaddingModes.Replicate);
        var h = nn.functional.conv2d(PixelBlocks.ToChannels(whole, options.Fold), first, padding: [1, 1]);
        h = nn.functional.conv2d(Descend(h, bound, 0), last, padding: [1, 1]);
        h = PixelBlocks.ToPixels(h, options.Fold);
        return below == 0 && right == 0 ? h : h.narrow(2, 0, height).narrow(3, 0, width);
    }

    private Tensor Descend(Tensor x, Bound[] bound, int level)
    {
        var scale = bound[level];
        var h = Residual(x, scale.Down);
        if (scale.Shrink is null || scale.Grow is null)
        {
            return Join(x, h);
        }

        var below = Descend(nn.functional.conv2d(h, scale.Shrink, strides: [2, 2]), bound, level + 1);
        var grown = nn.functional.conv_transpose2d(below, scale.Grow, strides: [2, 2]);
        return Join(x, Residual(grown, scale.Up));
    }

    private Tensor Residual(Tensor x, (Tensor First, Tensor Second)[] blocks)
    {
        foreach (var (first, second) in blocks)
        {
            x = Join(x, nn.functional.conv2d(nn.functional.conv2d(x, first, padding: [1, 1]).relu(), second, padding: [1, 1]));
        }

        return x;
    }

    private Tensor Join(Tensor x, Tensor y) => options.NonExpansive ? (x + y) * 0.5 : x + y;

    private sealed record Scale((Parameter First, Parameter Second)[] Down, Parameter? Shrink, Parameter? Grow, (Parameter First, Parameter Second)[] Up);

    private sealed record Bound((Tensor First, Tensor Second)[] Down, Tensor? Shrink, Tensor? Grow, (Tensor First, Tensor Second)[] Up);
}
