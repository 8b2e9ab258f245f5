using static TorchSharp.torch;

namespace Hodl.Core.Operators.WeightedNorms;

/// <summary>G = g·I.</summary>
/// <param name="g">g &gt; 0, a scalar tensor; may carry a gradient.</param>
public sealed class ScalarMetric(Tensor g) : IBlockMetric
{
    /// <inheritdoc/>
    public Tensor LambdaMin => g;

    /// <inheritdoc/>
    public Tensor? Diagonal => g;

    /// <inheritdoc/>
    public Tensor Apply(Tensor x) => x * g;

    /// <inheritdoc/>
    public Tensor Inverse(Tensor x) => x / g;

    /// <inheritdoc/>
    public Tensor Sqrt(Tensor x) => x * g.sqrt();

    /// <inheritdoc/>
    public Tensor InverseSqrt(Tensor x) => x / g.sqrt();
}
