using static TorchSharp.torch;

namespace Hodl.Core.Bilevel.Methods;

/// <summary>Stochastic estimates of (∇ₓₓΦ)⁻¹∇ₓℓ by products with Hessians of minibatches alone; η = α_Φ at the first step.</summary>
internal static class StochasticHessian
{
    /// <summary>
    /// Ghadimi and Wang's (BSA, TTSA): Qη·Π_{j ≤ p}(I − η∇ₓₓΦ(ξ_j))·b with p uniform on {0, …, Q − 1}; its mean is the
    /// Neumann series with Q terms.
    /// </summary>
    public static Tensor Truncated(IBilevelProblem problem, Tensor x, Tensor upper, Tensor b, StochasticOptions options, Func<int, Minibatch> batch, int index, CancellationToken token)
    {
        using var scope = NewDisposeScope();
        var (rate, terms) = (options.LowerRate / problem.Smoothness(upper), options.Terms);
        var p = (int)(batch(index).Seed % (ulong)terms);
        var q = b.clone();
        for (var j = 1; j <= p; j++)
        {
            token.ThrowIfCancellationRequested();
            using var inner = NewDisposeScope();
            using var second = problem.Linearize(x, upper, batch(index + j));
            q.add_(second.Hessian(q), -rate);
        }

        return (q * (terms * rate)).MoveToOuterDisposeScope();
    }

    /// <summary>stocBiO's (Ji, Yang and Liang 2021): ηΣ_{q &lt; Q}Π_{j ≤ q}(I − η∇ₓₓΦ(B_j))·b, Q − 1 products in all.</summary>
    public static Tensor Summed(IBilevelProblem problem, Tensor x, Tensor upper, Tensor b, StochasticOptions options, Func<int, Minibatch> batch, int index, CancellationToken token)
    {
        using var scope = NewDisposeScope();
        var (rate, terms) = (options.LowerRate / problem.Smoothness(upper), options.Terms);
        var (term, sum) = (b.clone(), b.clone());
        for (var j = 1; j < terms; j++)
        {
            token.ThrowIfCancellationRequested();
            using var inner = NewDisposeScope();
            using var second = problem.Linearize(x, upper, batch(index + j));
            term.add_(second.Hessian(term), -rate);
            sum.add_(term);
        }

        return (sum * rate).MoveToOuterDisposeScope();
    }
}
