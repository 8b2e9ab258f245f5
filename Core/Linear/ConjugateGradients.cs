using static TorchSharp.torch;

namespace Hodl.Core.Linear;

/// <summary>
/// Conjugate gradients (Hestenes and Stiefel 1952) on A q = b where A is symmetric, as the Hessian of a cost is; on the
/// normal equations AᵀA q = Aᵀb (CGLS) where it is not, at two products a step. Ends at the tolerance, after all steps, or
/// at a direction without positive curvature. A start that is worse than q = 0 in what the steps lower — ½qᵀAq − bᵀq, for CGLS the
/// residual — gives way to q = 0. Gives back the iterate of the least residual, since rounding spoils later ones; but the last one
/// while none is below that of the start, as the residual may grow at first where the error falls, and a start that came back
/// would be the next one's start for ever.
/// </summary>
public static class ConjugateGradients
{
    /// <summary>Solves A q = b for one tensor and a symmetric positive definite A.</summary>
    /// <param name="product">A.</param>
    /// <param name="b">b.</param>
    /// <param name="start">q to start from; null for 0.</param>
    /// <param name="goal">‖b − Aq‖ at which it ends.</param>
    /// <param name="steps">The most steps.</param>
    /// <param name="token">Checked once a step.</param>
    public static LinearSolution Solve(Func<Tensor, Tensor> product, Tensor b, Tensor? start, double goal, int steps, CancellationToken token)
    {
        using var scope = NewDisposeScope();
        var from = start is null ? null : new State(start);
        var found = Solve(q => new(product(q[0])), null, new(b), from, goal, steps, token);
        found.Q.MoveToOuterDisposeScope();
        return found;
    }

    /// <summary>Solves A q = b.</summary>
    /// <param name="apply">A.</param>
    /// <param name="transposed">Aᵀ; null where A is symmetric.</param>
    /// <param name="b">b.</param>
    /// <param name="given">q to start from, stays as it is; null for 0.</param>
    /// <param name="goal">‖b − Aq‖ at which it ends.</param>
    /// <param name="steps">The most steps.</param>
    /// <param name="token">Checked once a step.</param>
    public static LinearSolution Solve(
        Func<State, State> apply, Func<State, State>? transposed, State b, State? given, double goal, int steps, CancellationToken token)
    {
        var size = Math.Sqrt(b.Dot(b));
        if (LinearSolution.WithoutSteps(b, size) is { } known)
        {
            return known;
        }

        var (q, rest) = Start(apply, transposed is null, b, size, given);
        var direction = transposed is null ? rest.Map(block => block.clone()) : transposed(rest);
        var (square, first, best, least) = (direction.Dot(direction), q, q, Math.Sqrt(rest.Dot(rest)));
        var norm = least;

        // The residual of the recurrence parts from that of the equation by rounding, some thousand times it at most.
        var rounding = 1e4 * (b[0].dtype == float64 ? 1.1e-16 : 6e-8) * size;

        // AᵀA q = Aᵀb is solved when Aᵀ(b − Aq) is small, also where A q = b has no solution; beyond, only rounding would add up.
        var solved = transposed is null ? 0 : square * Math.Pow(Math.Max(goal / size, 1e-14), 2);
        for (var i = 0; i < steps && least > goal; i++)
        {
            token.ThrowIfCancellationRequested();
            using var scope = NewDisposeScope();
            var image = apply(direction);
            var curvature = transposed is null ? direction.Dot(image) : image.Dot(image);
            if (!(curvature > 0))
            {
                return new(Given(), i, Stopped(curvature)) { Residual = Known() };
            }

            var length = square / curvature;
            q = Replace(q, q.Add(direction, length), keep: best);
            rest = Replace(rest, rest.Add(image, -length), keep: best);
            var search = transposed is null ? rest : transposed(rest);
            var next = search.Dot(search);
            direction = Replace(direction, search.Add(direction, next / square), keep: best);
            square = next;
            norm = Math.Sqrt(rest.Dot(rest));
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

        return new(Given(), least <= goal ? 0 : steps) { Residual = Known() };

        bool Moves() => ReferenceEquals(best, first) && double.IsFinite(norm) && least > rounding;

        State Given() => Moves() ? q : best;

        double? Known()
        {
            var left = Moves() ? norm : least;
            return left > rounding ? left / size : null;
        }
    }

    private static string? Stopped(double curvature) =>
        curvature < 0 ? "Conjugate gradients met negative curvature: the lower level is not convex there. The best iterate was taken."
        : double.IsNaN(curvature) ? "Conjugate gradients met a product that is not a number. The best iterate was taken." : null;

    // q and b − Aq at the start.
    private static (State Q, State Residual) Start(Func<State, State> apply, bool symmetric, State b, double size, State? given)
    {
        if (given is not null && given.Dot(given) > 0)
        {
            var q = given.Map(block => block.detach().clone());
            var image = apply(q);
            var rest = b - image;
            var energy = q.Dot(image);
            if (symmetric ? energy > 0 && energy < 2 * b.Dot(q) : Math.Sqrt(rest.Dot(rest)) < size)
            {
                return (q, rest);
            }
        }

        return (b.Map(block => zeros_like(block)), b.Map(block => block.clone()));
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
