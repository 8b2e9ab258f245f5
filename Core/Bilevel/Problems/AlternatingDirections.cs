using Hodl.Core.Linear;
using static TorchSharp.torch;

namespace Hodl.Core.Bilevel.Problems;

/// <summary>
/// ADMM (Boyd et al. 2011, §6.4) for ½‖Ax − y‖² + Σ w_k‖C_k x‖₁ with z_k = C_k x: x by a few conjugate-gradient steps on
/// (AᵀA + ρΣC_kᵀC_k)x = Aᵀy + ρΣC_kᵀ(z_k − v_k), z_k = soft(C_k x + v_k, w_k/ρ), v_k ← v_k + C_k x − z_k. ρ is balanced between the
/// residuals (§3.4.1) every ten steps.
/// </summary>
public static class AlternatingDirections
{
    private const int LinearSteps = 8;
    private const double Balance = 10;

    /// <summary>Steps until the primal residual ‖C x − z‖ and the dual one ρ‖Cᵀ(z − z⁻)‖ are both ≤ tolerance, or so many are taken; every product of the linear solves counts as a gradient.</summary>
    public static LowerSolution Run(AnalysisBilevel problem, Tensor upper, Tensor start, double tolerance, int mostSteps, CancellationToken token)
    {
        using var ungraded = no_grad();
        using var scope = NewDisposeScope();
        var (weights, maps) = (AnalysisBilevel.Weights(upper), problem.Regularizer.Maps);
        var x = start.clone();
        var right = problem.DataGradient(zeros_like(x)).neg();
        Tensor[] z = [.. maps.Select(map => map.Apply(x).clone())];
        Tensor[] v = [.. z.Select(part => zeros_like(part))];
        var (rho, products, steps, residual) = (Math.Max(weights.Max() * 10, 1e-3), 0, 0, double.PositiveInfinity);
        for (; steps < mostSteps && residual > tolerance; steps++)
        {
            token.ThrowIfCancellationRequested();
            using var inner = NewDisposeScope();
            var b = maps.Select((map, k) => map.Adjoint(z[k] - v[k])).Aggregate(right, (sum, part) => sum.add(part, rho));
            var weight = rho;
            x.copy_(ConjugateGradients.Solve(
                direction =>
                {
                    products++;
                    return maps.Aggregate(problem.DataNormal(direction), (sum, map) => sum.add(map.Adjoint(map.Apply(direction)), weight));
                },
                b, x, 1e-2 * Math.Min(residual, 1), LinearSteps, token).Q[0]);

            var (primal, dual) = (0.0, zeros_like(x));
            for (var k = 0; k < maps.Count; k++)
            {
                var image = maps[k].Apply(x);
                var shifted = image + v[k];
                var next = shifted.sign() * (shifted.abs() - (weights[k] / rho)).clamp_min(0);
                dual.add_(maps[k].Adjoint(next - z[k]));
                v[k].copy_(shifted - next);
                z[k].copy_(next);
                primal += Euclid.Dot(image - next, image - next);
            }

            var (p, d) = (Math.Sqrt(primal), rho * Euclid.Norm(dual));
            residual = Math.Max(p, d);
            if (steps % 10 == 9 && (p > Balance * d || d > Balance * p))
            {
                var change = p > d ? 2 : 0.5;
                rho *= change;
                foreach (var part in v)
                {
                    part.div_(change);
                }
            }
        }

        return new(x.MoveToOuterDisposeScope(), products, residual);
    }
}
