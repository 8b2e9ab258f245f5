using Hodl.Core.Operators;
using Hodl.Core.Solvers;
using static TorchSharp.torch;

namespace Hodl.Core.Hypergradients;

/// <summary>
/// Neumann series (NS): q ← q + θs(b − Aq), from q = 0 equal to θs Σ (I − θsA)^j b. One product a step; converges where
/// I − θsA contracts, which it does for a contracting map (s = 1) and for descent with a proper step (s = η), θ ≤ 1. A start
/// whose residual is not below that of q = 0 gives way to q = 0. Gives back the iterate of the least residual after at least one
/// step: a map that is not normal may raise the residual at first, and a start that came back would be the next one's for ever.
/// </summary>
/// <param name="options">Steps, tolerance, θ.</param>
public sealed class NeumannSeries(ImplicitOptions options) : ImplicitGradient(options)
{
    private const string Diverges =
        "The Neumann series diverges: the lower level does not contract there. The best partial sum was taken.";

    /// <inheritdoc/>
    public override string Name => "Neumann series";

    /// <summary>The same equation, solved by conjugate gradients, which need far fewer products for the last digits.</summary>
    public override IHypergradient Refined() => new ConjugateGradient(Options).Refined();

    internal override LinearSolution Solve(ILinearization system, State b, double step, CancellationToken token)
    {
        var size = Math.Sqrt(Dot(b, b));
        if (LinearSolution.WithoutSteps(b, size) is { } known)
        {
            return known;
        }

        var goal = Options.Tolerance * size;
        var (q, best, least, lowest) = (Start(b), (State?)null, double.PositiveInfinity, size);
        for (var i = 0; ; i++)
        {
            token.ThrowIfCancellationRequested();
            using var scope = NewDisposeScope();
            var rest = b - Regularised(system.Apply(q), q);
            var norm = Math.Sqrt(Dot(rest, rest));
            if (i == 0 && Options.Start is not null && !(norm < size))
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

            if (i >= Options.Steps || norm <= goal || !double.IsFinite(norm))
            {
                return new(best, i, double.IsFinite(norm) && norm <= 2 * lowest ? null : Diverges);
            }

            var next = q.Add(rest, Options.Damping * step).MoveToOuterDisposeScope();
            if (!ReferenceEquals(best, q))
            {
                q.Dispose();
            }

            q = next;
        }
    }
}
