using Hodl.Core.Bilevel.Problems;
using Hodl.Core.Torch;
using static TorchSharp.torch;

namespace Hodl.Core.Bilevel.Gradients;

/// <summary>
/// Unrolled primal-dual steps with a Bregman distance (<c>bregman</c>; Ochs et al. 2016; (4.20)–(4.22)) for φ = |z|: the dual step in the
/// divergence of ψ(d) = ½((d + 1)ln(d + 1) + (1 − d)ln(1 − d)) is smooth, d⁺ = tanh(artanh d + α_d w_k C_k x̃), which is (4.22) solved,
/// and never leaves (−1, 1). The data term is taken by its gradient, x⁺ = x − α_x(Aᵀ(Ax − y) + Σ w_k C_kᵀd_k), x̃ = 2x⁺ − x.
/// Differentiated in reverse through all T steps; T acts as the smoothing.
/// </summary>
/// <param name="steps">T ≥ 1.</param>
/// <param name="rates">α_x and α_d, which do not move with γ; null for those of the primal-dual solver at γ.</param>
public sealed class BregmanGradient(int steps, (double Primal, double Dual)? rates = null) : IBilevelGradient
{
    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The problem has no analysis regulariser.</exception>
    public BilevelGradient Compute(IBilevelProblem problem, Tensor upper, Tensor start, Tensor? adjoint, CancellationToken token)
    {
        var metered = problem as MeteredProblem;
        var own = (metered?.Inner ?? problem) as AnalysisBilevel ?? throw new ArgumentException("bregman is for analysis regularisers.", nameof(problem));
        using var graded = enable_grad();
        using var scope = NewDisposeScope();
        var gamma = upper.detach().requires_grad_();
        var weights = gamma.exp().unbind();
        var (tau, sigma) = rates ?? PrimalDual.Steps(own, AnalysisBilevel.Weights(upper));
        var x = start.detach();
        Tensor[] angles = [.. own.Regularizer.Maps.Select(map => zeros_like(map.Apply(x)).detach())]; // artanh d
        for (var t = 0; t < steps; t++)
        {
            token.ThrowIfCancellationRequested();
            var slope = own.DataGradient(x);
            for (var k = 0; k < angles.Length; k++)
            {
                slope = slope + (own.Regularizer.Maps[k].Adjoint(angles[k].tanh()) * weights[k]);
            }

            var ahead = x.add(slope, -2 * tau);
            x = x.add(slope, -tau);
            for (var k = 0; k < angles.Length; k++)
            {
                angles[k] = angles[k] + (own.Regularizer.Maps[k].Apply(ahead) * weights[k] * sigma);
            }
        }

        var end = x.detach();
        var loss = problem.LossGradients(end, upper);
        var gradient = loss.OverUpper + Autograd.Grad([x], [gamma], [loss.OverLower])[0];
        metered?.Count(new(LowerGradients: steps, HessianProducts: steps));
        return new(loss.Loss, gradient.detach().MoveToOuterDisposeScope(), end.MoveToOuterDisposeScope()) { Unrolled = steps };
    }
}
