using Hodl.Core.Linear;
using static TorchSharp.torch;

namespace Hodl.Core.Operators.WeightedNorms;

/// <summary>G = blockdiag(G₁, G₂, …): one metric for each block, such as blockdiag(G, I/β) for ALM.</summary>
/// <param name="blocks">The metrics, in the order of the state's blocks.</param>
public sealed class BlockDiagonal(params IBlockMetric[] blocks) : IWeightedNorm
{
    /// <summary>The metrics, in the order of the state's blocks.</summary>
    public IReadOnlyList<IBlockMetric> Blocks => blocks;

    /// <inheritdoc/>
    public Tensor LambdaMin => stack(blocks.Select(block => block.LambdaMin)).min();

    /// <inheritdoc/>
    public bool IsDiagonal => blocks.All(block => block.Diagonal is not null);

    /// <inheritdoc/>
    public State Apply(State u) => Each(u, (metric, x) => metric.Apply(x));

    /// <inheritdoc/>
    public State Inverse(State u) => Each(u, (metric, x) => metric.Inverse(x));

    /// <inheritdoc/>
    public State Sqrt(State u) => Each(u, (metric, x) => metric.Sqrt(x));

    /// <inheritdoc/>
    public State InverseSqrt(State u) => Each(u, (metric, x) => metric.InverseSqrt(x));

    private State Each(State u, Func<IBlockMetric, Tensor, Tensor> function)
    {
        if (u.Count != blocks.Length)
        {
            throw new ArgumentException($"A metric of {blocks.Length} blocks meets a state of {u.Count}.", nameof(u));
        }

        var result = new Tensor[u.Count];
        for (var i = 0; i < result.Length; i++)
        {
            result[i] = function(blocks[i], u[i]);
        }

        return new(result);
    }
}
