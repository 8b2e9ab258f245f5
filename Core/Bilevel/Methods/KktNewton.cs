using Hodl.Core.Torch;
using static TorchSharp.torch;

namespace Hodl.Core.Bilevel.Methods;

/// <summary>
/// Newton's method on the optimality system of the Lagrangian ℓ + νᵀ∇ₓΦ (5.1): G(x, γ, ν) = (∇ₓΦ, ∇ₓℓ + ∇ₓₓΦν,
/// ∇_γℓ + (∇ₓᵧΦ)ᵀν) = 0 (Kunisch and Pock 2013). The Jacobian is taken column by column by central differences of G, two
/// evaluations each, so third derivatives of Φ are never asked for; a step is damped (Levenberg–Marquardt) until ‖G‖ falls. For
/// small problems: N + R + N columns. Converges quadratically near a solution, to a stationary point that need be no minimum.
/// </summary>
/// <param name="mostUnknowns">2N + R above which it refuses.</param>
/// <param name="lowerSteps">Lower-level steps that find the start.</param>
public sealed class KktNewton(int mostUnknowns = 1000, int lowerSteps = 500) : IUpperMethod
{
    private const double Reach = 1e-5;
    private const int MostTrials = 25;

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The problem has too many unknowns.</exception>
    public BilevelIterate Init(IBilevelProblem problem)
    {
        var (upper, lower) = (problem.UpperStart(), problem.LowerStart());
        var unknowns = (2 * lower.numel()) + upper.numel();
        return unknowns <= mostUnknowns ? new(0, upper, lower)
            : throw new ArgumentException($"kkt-newton is for small problems: 2N + R = {unknowns} unknowns, at most {mostUnknowns}.", nameof(problem));
    }

    /// <inheritdoc/>
    public BilevelIterate Step(IBilevelProblem problem, BilevelIterate iterate, CancellationToken token)
    {
        var (x, upper, nu) = (iterate.Lower, iterate.Upper, iterate.Memory.GetValueOrDefault("nu"));
        if (nu is null)
        {
            x = problem.Solve(upper, x, 1e-10, lowerSteps, token).X;
            using var second = problem.Linearize(x, upper);
            nu = LowerSystem.Conjugate(second, problem.LossGradients(x, upper).OverLower, null, 1e-10, lowerSteps, token).neg();
        }

        var (n, r) = (x.numel(), upper.numel());
        var point = cat([x.flatten(), upper, nu.flatten()]);
        var (loss, norm, value) = System(problem, point, x.shape, n, r);
        var jacobian = Jacobian(problem, point, x.shape, n, r, token);
        var (gram, right) = (jacobian.t().MatMul(jacobian), jacobian.t().mv(value));
        var damping = iterate.Memory.TryGetValue("damping", out var kept) ? kept.item<double>() : 0;
        var next = point.alias();
        for (var trial = 0; trial < MostTrials; trial++)
        {
            token.ThrowIfCancellationRequested();
            var move = damping == 0 && trial == 0
                ? linalg.solve(jacobian, value)
                : linalg.solve(gram + diag(full([gram.shape[0]], damping * gram.diagonal().max().item<double>(), dtype: gram.dtype)), right);
            var candidate = point - move;
            var (_, moved, _) = System(problem, candidate, x.shape, n, r);
            if (moved < norm)
            {
                (next, damping) = (candidate, damping < 1e-12 ? 0 : damping / 10);
                break;
            }

            damping = damping == 0 ? 1e-10 : damping * 10;
        }

        return new(iterate.Step + 1, problem.Project(next.narrow(0, n, r)), next.narrow(0, 0, n).reshape(x.shape))
        {
            Loss = loss,
            GradientNorm = Euclid.Norm(value.narrow(0, 2 * n, r)),
            Handed = new(value.narrow(0, 2 * n, r), upper, iterate.Lower, x),
            IsDone = norm < 1e-13,
            Memory = new Dictionary<string, Tensor> { ["nu"] = next.narrow(0, n + r, n).reshape(x.shape), ["damping"] = tensor(damping) },
        };
    }

    private static (double Loss, double Norm, Tensor Value) System(IBilevelProblem problem, Tensor point, long[] shape, long n, long r)
    {
        var (x, upper, nu) = (point.narrow(0, 0, n).reshape(shape), point.narrow(0, n, r), point.narrow(0, n + r, n).reshape(shape));
        var loss = problem.LossGradients(x, upper);
        using var second = problem.Linearize(x, upper);
        var value = cat([
            problem.LowerGradient(x, upper).flatten(), (loss.OverLower + second.Hessian(nu)).flatten(), loss.OverUpper + second.CrossTransposed(nu)]);
        return (loss.Loss, Euclid.Norm(value), value);
    }

    private static Tensor Jacobian(IBilevelProblem problem, Tensor point, long[] shape, long n, long r, CancellationToken token)
    {
        using var scope = NewDisposeScope();
        var columns = new Tensor[point.numel()];
        for (var i = 0; i < columns.Length; i++)
        {
            token.ThrowIfCancellationRequested();
            using var inner = NewDisposeScope();
            var unit = Euclid.Unit(columns.Length, i, point);
            var (_, _, ahead) = System(problem, point.add(unit, Reach), shape, n, r);
            var (_, _, behind) = System(problem, point.add(unit, -Reach), shape, n, r);
            columns[i] = ((ahead - behind) / (2 * Reach)).MoveToOuterDisposeScope();
        }

        return stack(columns, 1).MoveToOuterDisposeScope();
    }
}
