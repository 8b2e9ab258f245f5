using Hodl.Core.Linear;
using Hodl.Core.Operators.WeightedNorms;

namespace Hodl.Core.Operators.Projections;

/// <summary>U = [lower, upper]ⁿ. For diagonal G the projection is coordinate-wise and the same as for G = I.</summary>
public sealed class Box : IProjection
{
    private readonly double lower;
    private readonly double upper;

    /// <summary>The box between two bounds, the same for every coordinate.</summary>
    /// <exception cref="ArgumentException"><paramref name="lower"/> exceeds <paramref name="upper"/>.</exception>
    public Box(double lower, double upper)
    {
        if (!(lower <= upper))
        {
            throw new ArgumentException($"An empty box: [{lower}, {upper}].", nameof(lower));
        }

        this.lower = lower;
        this.upper = upper;
    }

    /// <inheritdoc/>
    public State Project(State u, IWeightedNorm g) =>
        g.IsDiagonal
            ? u.Map(block => block.clamp(lower, upper))
            : throw new ArgumentException("The projection onto a box in a metric that is not diagonal has no closed form.", nameof(g));
}
