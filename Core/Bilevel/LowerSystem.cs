using Hodl.Core.Linear;
using static TorchSharp.torch;

namespace Hodl.Core.Bilevel;

/// <summary>∇ₓₓΦ·q = b, (4.10), and second derivatives as matrices, from products.</summary>
public static class LowerSystem
{
    /// <summary>Conjugate gradients from a start until ‖b − ∇ₓₓΦ q‖ ≤ tolerance, see <see cref="ConjugateGradients"/>.</summary>
    /// <param name="second">The Hessian.</param>
    /// <param name="b">Right-hand side.</param>
    /// <param name="start">q⁽⁰⁾; null for zero.</param>
    /// <param name="tolerance">On the residual's norm.</param>
    /// <param name="mostSteps">≥ 0.</param>
    /// <param name="token">Checked once a step.</param>
    public static Tensor Conjugate(ISecondDerivatives second, Tensor b, Tensor? start, double tolerance, int mostSteps, CancellationToken token) =>
        ConjugateGradients.Solve(second.Hessian, b, start, tolerance, mostSteps, token).Q[0];

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
