using Hodl.Core.Linear;
using static TorchSharp.torch;

namespace Hodl.Core.Operators.WeightedNorms;

/// <summary>G = I on any state.</summary>
public sealed class EuclideanNorm : IWeightedNorm
{
    private EuclideanNorm()
    {
    }

    /// <summary>The only one.</summary>
    public static EuclideanNorm Instance { get; } = new();

    /// <inheritdoc/>
    public Tensor LambdaMin => tensor(1.0);

    /// <inheritdoc/>
    public bool IsDiagonal => true;

    /// <inheritdoc/>
    public State Apply(State u) => u;

    /// <inheritdoc/>
    public State Inverse(State u) => u;

    /// <inheritdoc/>
    public State Sqrt(State u) => u;

    /// <inheritdoc/>
    public State InverseSqrt(State u) => u;
}
