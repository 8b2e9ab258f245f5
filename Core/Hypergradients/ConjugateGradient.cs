using Hodl.Core.Operators;
using Hodl.Core.Solvers;
using static TorchSharp.torch;

namespace Hodl.Core.Hypergradients;

/// <summary>
/// Conjugate gradients (Hestenes and Stiefel 1952) on A q = b where A is symmetric, as the Hessian of a cost is; on the
/// normal equations AᵀA q = Aᵀb (CGLS) where it is not, at two products a step. Ends at the tolerance, after all steps, or
/// at a direction without positive curvature. Gives back the iterate of the least residual, since rounding spoils later ones;
/// but the last one while none is below that of q = 0, as the residual may grow at first where the error falls.
/// </summary>
/// <param name="options">Steps, tolerance, ridge, start.</param>
public sealed class ConjugateGradient(ImplicitOptions options) : ImplicitGradient(options)
{
    /// <inheritdoc/>
    public override string Name => "conjugate gradients";

    /// <inheritdoc/>
    public override IHypergradient Refined() => new ConjugateGradient(Options with { Steps = 1000, Tolerance = 1e-13, Ridge = 0, InnerTolerance = 0, ResidualAlways = true });

    internal override LinearSolution Solve(ILinearization system, State b, double step, CancellationToken token)
    {
        State Apply(State q) => Regularised(system.Apply(q), q);
        State ApplyTransposed(State q) => Regularised(system.ApplyTransposed(q), q);

        var size = Math.Sqrt(Dot(b, b));
        var goal = Options.Tolerance * size;
        var q = Start(b);
        var rest = Options.Start is null ? b.Map(block => block.clone()) : b - Apply(q);
        var direction = system.IsSymmetric ? rest.Map(block => block.clone()) : ApplyTransposed(rest);
        var (square, first, best, least) = (Dot(direction, direction), q, q, Math.Sqrt(Dot(rest, rest)));
        var norm = least;

        // AᵀA q = Aᵀb is solved when Aᵀ(b − Aq) is small, also where A q = b has no solution; beyond, only rounding would add up.
        var solved = system.IsSymmetric ? 0 : square * Math.Pow(Math.Max(Options.Tolerance, 1e-14), 2);
        for (var i = 0; i < Options.Steps && least > goal; i++)
        {
            token.ThrowIfCancellationRequested();
            using var scope = NewDisposeScope();
            var image = Apply(direction);
            var curvature = system.IsSymmetric ? Dot(direction, image) : Dot(image, image);
            if (!(curvature > 0))
            {
                return new(Given(), i, curvature < 0 ? "Conjugate gradients met negative curvature: the lower level is not convex there. The best iterate was taken." : null) { Residual = Known() };
            }

            var length = square / curvature;
            q = Replace(q, q.Add(direction, length), keep: best);
            rest = Replace(rest, rest.Add(image, -length), keep: best);
            var search = system.IsSymmetric ? rest : ApplyTransposed(rest);
            var next = Dot(search, search);
            direction = Replace(direction, search.Add(direction, next / square), keep: best);
            square = next;
            norm = Math.Sqrt(Dot(rest, rest));
            if (norm < least)
            {
                best = Replace(best, q, keep: q);
                least = norm;
            }

            if (least <= goal || next <= solved)
            {
                return new(Given(), i + 1) { Residual = Known() };
            }
        }

        return new(Given(), least <= goal ? 0 : Options.Steps) { Residual = Known() };

        bool Moves() => Options.Start is null && ReferenceEquals(best, first) && double.IsFinite(norm);

        State Given() => Moves() ? q : best;

        // The residual of the recurrence parts from that of the equation by rounding, some thousand times it at most.
        double? Known()
        {
            var left = Moves() ? norm : least;
            return left > 1e4 * (b[0].dtype == float64 ? 1.1e-16 : 6e-8) * size ? left / size : null;
        }
    }

    // Lets the new state outlive the step, and the old one go unless it is the one to keep.
    private static State Replace(State old, State next, State keep)
    {
        if (!ReferenceEquals(old, keep))
        {
            old.Dispose();
        }

        return ReferenceEquals(next, keep) ? next : next.MoveToOuterDisposeScope();
    }
}
