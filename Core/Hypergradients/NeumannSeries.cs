using Hodl.Core.Operators;
using Hodl.Core.Solvers;
using static TorchSharp.torch;

namespace Hodl.Core.Hypergradients;

/// <summary>
/// Neumann series (NS): q ← q + θs(b − Aq), from q = 0 equal to θs Σ (I − θsA)^j b. One product a step; converges where
/// I − θsA contracts, which it does for a contracting map (s = 1) and for descent with a proper step (s = η), θ ≤ 1.
/// </summary>
/// <param name="options">Steps, tolerance, θ.</param>
public sealed class NeumannSeries(ImplicitOptions options) : ImplicitGradient(options)
{
    /// <inheritdoc/>
    public override string Name => "Neumann series";

    /// <summary>The same equation, solved by conjugate gradients, which need far fewer products for the last digits.</summary>
    public override IHypergradient Refined() => new ConjugateGradient(Options).Refined();

    internal override LinearSolution Solve(ILinearization system, State b, double step, CancellationToken token)
    {
        var goal = Options.Tolerance * Math.Sqrt(Dot(b, b));
        var (q, best, least) = (Start(b), (State?)null, double.PositiveInfinity);
        for (var i = 0; ; i++)
        {
            token.ThrowIfCancellationRequested();
            using var scope = NewDisposeScope();
            var rest = b - Regularised(system.Apply(q), q);
            var norm = Math.Sqrt(Dot(rest, rest));
            if (norm < least || best is null)
            {
                if (best is not null && !ReferenceEquals(best, q))
                {
                    best.Dispose();
                }

                (best, least) = (q, norm);
            }

            if (i >= Options.Steps || norm <= goal || !double.IsFinite(norm))
            {
                return new(best, i, double.IsFinite(norm) && norm <= 2 * least ? null : "The Neumann series diverges: the lower level does not contract there. The best partial sum was taken.");
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
