using static TorchSharp.torch;

namespace Hodl.Core.Linear;

/// <summary>
/// The Neumann series of A⁻¹b: q ← q + η(b − Aq), from q = 0 equal to η Σ (I − ηA)^j b. One product a step; converges where I − ηA
/// contracts.
/// </summary>
public static class Neumann
{
    private const string Diverges =
        "The Neumann series diverges: the lower level does not contract there. The best partial sum was taken.";

    /// <summary>The sum of a given number of terms, without a look at the residual.</summary>
    /// <param name="product">A.</param>
    /// <param name="b">b.</param>
    /// <param name="rate">η.</param>
    /// <param name="terms">Q: the products that are taken.</param>
    /// <param name="token">Checked once a product.</param>
    public static Tensor Sum(Func<Tensor, Tensor> product, Tensor b, double rate, int terms, CancellationToken token)
    {
        using var scope = NewDisposeScope();
        var q = b * rate;
        for (var i = 0; i < terms; i++)
        {
            token.ThrowIfCancellationRequested();
            using var inner = NewDisposeScope();
            q.add_(b - product(q), rate);
        }

        return q.MoveToOuterDisposeScope();
    }

    /// <summary>
    /// Partial sums until the tolerance. A start whose residual is not below that of q = 0 gives way to q = 0. Gives back the iterate of
    /// the least residual after at least one step: a map that is not normal may raise the residual at first, and a start that came back
    /// would be the next one's for ever.
    /// </summary>
    /// <param name="apply">A.</param>
    /// <param name="b">b.</param>
    /// <param name="start">q to start from, stays as it is; null for 0.</param>
    /// <param name="rate">η.</param>
    /// <param name="tolerance">‖b − Aq‖/‖b‖ at which it ends.</param>
    /// <param name="steps">The most steps.</param>
    /// <param name="token">Checked once a step.</param>
    public static LinearSolution Solve(
        Func<State, State> apply, State b, State? start, double rate, double tolerance, int steps, CancellationToken token)
    {
        var size = Math.Sqrt(b.Dot(b));
        if (LinearSolution.WithoutSteps(b, size) is { } known)
        {
            return known;
        }

        var goal = tolerance * size;
        var (q, best, least, lowest) = (start is null ? b.Map(block => zeros_like(block)) : start.Map(block => block.detach().clone()), (State?)null, double.PositiveInfinity, size);
        for (var i = 0; ; i++)
        {
            token.ThrowIfCancellationRequested();
            using var scope = NewDisposeScope();
            var rest = b - apply(q);
            var norm = Math.Sqrt(rest.Dot(rest));
            if (i == 0 && start is not null && !(norm < size))
            {
                q.Dispose();
                (q, rest, norm) = (b.Map(block => zeros_like(block)).MoveToOuterDisposeScope(), b, size);
            }

            lowest = Math.Min(lowest, norm);
            if (norm < least || best is null || (i == 1 && double.IsFinite(norm)))
            {
                if (best is not null && !ReferenceEquals(best, q))
                {
                    best.Dispose();
                }

                (best, least) = (q, norm);
            }

            if (i >= steps || norm <= goal || !double.IsFinite(norm))
            {
                return new(best, i, double.IsFinite(norm) && norm <= 2 * lowest ? null : Diverges);
            }

            var next = q.Add(rest, rate).MoveToOuterDisposeScope();
            if (!ReferenceEquals(best, q))
            {
                q.Dispose();
            }

            q = next;
        }
    }
}
