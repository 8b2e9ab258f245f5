using static TorchSharp.torch;

namespace Hodl.Core.Operators.WeightedNorms;

/// <summary>G = diag(g).</summary>
public sealed class DiagonalMetric : IBlockMetric
{
    private readonly Tensor g;
    private readonly Tensor root;

    /// <summary>The metric of a diagonal.</summary>
    /// <param name="g">g &gt; 0, of an item's shape without the batch ([n] or [C, H, W]); may carry a gradient.</param>
    public DiagonalMetric(Tensor g)
    {
        this.g = g;
        root = g.sqrt();
    }

    /// <inheritdoc/>
    public Tensor LambdaMin => g.min();

    /// <inheritdoc/>
    public Tensor? Diagonal => g;

    /// <inheritdoc/>
    public Tensor Apply(Tensor x) => x * g;

    /// <inheritdoc/>
    public Tensor Inverse(Tensor x) => x / g;

    /// <inheritdoc/>
    public Tensor Sqrt(Tensor x) => x * root;

    /// <inheritdoc/>
    public Tensor InverseSqrt(Tensor x) => x / root;
}
