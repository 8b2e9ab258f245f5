using Hodl.Core.Hypergradients;
using Hodl.Core.Operators;
using static TorchSharp.torch;

namespace Hodl.Core.Bilevel;

/// <summary>Ways to solve ∇ₓₓΦ·q = b from products with the Hessian, (4.10).</summary>
public static class LowerSystem
{
    /// <summary>Conjugate gradients from a start until ‖b − ∇ₓₓΦ q‖ ≤ tolerance, see <see cref="ConjugateGradient"/>.</summary>
    /// <param name="second">The Hessian.</param>
    /// <param name="b">Right-hand side.</param>
    /// <param name="start">q⁽⁰⁾; null for zero.</param>
    /// <param name="tolerance">On the residual's norm.</param>
    /// <param name="mostSteps">≥ 0.</param>
    /// <param name="token">Checked once a step.</param>
    public static Tensor Conjugate(ISecondDerivatives second, Tensor b, Tensor? start, double tolerance, int mostSteps, CancellationToken token) =>
        Conjugate(second.Hessian, b, start, tolerance, mostSteps, token);

    /// <summary>The same for any symmetric positive definite product.</summary>
    public static Tensor Conjugate(
        Func<Tensor, Tensor> product, Tensor b, Tensor? start, double tolerance, int mostSteps, CancellationToken token) =>
        Solve(product, b, start, tolerance, mostSteps, token).Q[0];

    /// <summary>The same with how far it came.</summary>
    public static LinearSolution Solve(
        Func<Tensor, Tensor> product, Tensor b, Tensor? start, double tolerance, int mostSteps, CancellationToken token)
    {
        using var scope = NewDisposeScope();
        var from = start is null ? null : new State(start);
        var found = ConjugateGradient.Solve(q => new(product(q[0])), null, new(b), from, tolerance, mostSteps, token);
        found.Q.MoveToOuterDisposeScope();
        return found;
    }

    /// <summary>The Neumann series ηΣ_{j ≤ Q}(I − η∇ₓₓΦ)ʲ b by q ← q + η(b − ∇ₓₓΦ q): Q products.</summary>
    public static Tensor Neumann(ISecondDerivatives second, Tensor b, double rate, int terms, CancellationToken token)
    {
        using var scope = NewDisposeScope();
        var q = b * rate;
        for (var i = 0; i < terms; i++)
        {
            token.ThrowIfCancellationRequested();
            using var inner = NewDisposeScope();
            q.add_(b - second.Hessian(q), rate);
        }

        return q.MoveToOuterDisposeScope();
    }

    /// <summary>∇ₓₓΦ as a matrix [N, N], by N products.</summary>
    public static Tensor Hessian(ISecondDerivatives second, Tensor lower)
    {
        using var scope = NewDisposeScope();
        var n = lower.numel();
        return stack([.. Enumerable.Range(0, (int)n).Select(i => second.Hessian(Euclid.Unit(n, i, lower).reshape(lower.shape)).flatten())], 1).MoveToOuterDisposeScope();
    }

    /// <summary>∇ₓᵧΦ as a matrix [N, R], by the fewer of N and R products.</summary>
    public static Tensor Cross(ISecondDerivatives second, Tensor lower, Tensor upper)
    {
        using var scope = NewDisposeScope();
        var (n, r) = (lower.numel(), upper.numel());
        var matrix = r <= n
            ? stack([.. Enumerable.Range(0, (int)r).Select(i => second.Cross(Euclid.Unit(r, i, upper)).flatten())], 1)
            : stack([.. Enumerable.Range(0, (int)n).Select(i => second.CrossTransposed(Euclid.Unit(n, i, lower).reshape(lower.shape)))], 0);
        return matrix.MoveToOuterDisposeScope();
    }
}
