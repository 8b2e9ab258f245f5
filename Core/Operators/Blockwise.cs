using Hodl.Core.Operators.WeightedNorms;

namespace Hodl.Core.Operators;

/// <summary>
/// A network that acts on some blocks of a state and leaves the others alone: (N₁u₁, u₂, N₃u₃, …). Non-expansive in the
/// Euclidean norm of the product when every N_i is.
/// </summary>
public sealed class Blockwise : LearnedOperator
{
    private readonly LearnedOperator?[] parts;

    /// <summary>One operator for each block; null leaves the block as it is.</summary>
    public Blockwise(params LearnedOperator?[] parts)
        : base(nameof(Blockwise))
    {
        this.parts = parts;
        for (var i = 0; i < parts.Length; i++)
        {
            if (parts[i] is { } part)
            {
                register_module($"block{i}", part);
            }
        }
    }

    /// <inheritdoc/>
    public override IBoundOperator At(Batch batch)
    {
        var bound = Array.ConvertAll(parts, part => part?.At(batch));
        return new BoundOperator(u => Apply(u, bound), EuclideanNorm.Instance);
    }

    private static State Apply(State u, IBoundOperator?[] bound)
    {
        var result = u;
        for (var i = 0; i < bound.Length; i++)
        {
            if (bound[i] is { } part)
            {
                result = result.With(i, part.Apply(new State(u[i]))[0]);
            }
        }

        return result;
    }
}
