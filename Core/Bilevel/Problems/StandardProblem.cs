using Hodl.Core.Bilevel.Steps;
using static TorchSharp.torch;

namespace Hodl.Core.Bilevel.Problems;

/// <summary>
/// A small bilevel problem whose x̂(γ), ℓ(γ) and ∇ℓ(γ) are known to rounding, so that any method can be judged. x is [N],
/// float64; Φ is strongly convex.
/// </summary>
public abstract class StandardProblem : AutogradProblem
{
    private const int NewtonSteps = 50;

    /// <summary>Whether ℓ(γ) is strongly convex, so that the gap to its least value measures a method; otherwise ‖∇ℓ‖² does.</summary>
    public abstract bool IsStronglyConvex { get; }

    /// <summary>Whether minibatches differ from the whole: without noise and with one sample they do not.</summary>
    public abstract bool IsStochastic { get; }

    /// <summary>x̂(γ) to rounding, by Newton's method with the whole Hessian unless there is a closed form.</summary>
    public virtual Tensor Minimizer(Tensor upper)
    {
        using var scope = NewDisposeScope();
        var x = LowerStart();
        var last = double.PositiveInfinity;
        for (var i = 0; i < NewtonSteps; i++)
        {
            var gradient = LowerGradient(x, upper);
            var norm = Euclid.Norm(gradient);
            if (norm < 1e-15 || (norm < 1e-10 && norm >= last))
            {
                break;
            }

            using var second = Linearize(x, upper);
            var move = linalg.solve(LowerSystem.Hessian(second, x), gradient);
            var length = 1.0;
            while (length > 1e-6 && !(Euclid.Norm(LowerGradient(x.add(move, -length), upper)) < norm))
            {
                length /= 2;
            }

            x = x.add(move, -length);
            last = norm;
        }

        return x.MoveToOuterDisposeScope();
    }

    /// <summary>ℓ(γ).</summary>
    public double Exact(Tensor upper)
    {
        using var scope = NewDisposeScope();
        return Loss(Minimizer(upper), upper);
    }

    /// <summary>∇ℓ(γ), [R], by (4.8) with the whole Hessian at x̂(γ).</summary>
    public Tensor ExactGradient(Tensor upper)
    {
        using var scope = NewDisposeScope();
        var x = Minimizer(upper);
        var loss = LossGradients(x, upper);
        using var second = Linearize(x, upper);
        var q = linalg.solve(LowerSystem.Hessian(second, x), loss.OverLower);
        return (loss.OverUpper - second.CrossTransposed(q)).MoveToOuterDisposeScope();
    }

    /// <summary>
    /// The curvature of ℓ at γ⁽⁰⁾: the largest |eigenvalue| of ∇²ℓ by central differences of the exact gradient. Upper-level rates are
    /// given in units of its inverse.
    /// </summary>
    public virtual double UpperSmoothness()
    {
        using var scope = NewDisposeScope();
        const double Reach = 1e-4;
        var upper = UpperStart();
        var size = upper.numel();
        var columns = Enumerable.Range(0, (int)size).Select(i => Euclid.Unit(size, i, upper))
            .Select(unit => (ExactGradient(upper.add(unit, Reach)) - ExactGradient(upper.add(unit, -Reach))) / (2 * Reach));
        var hessian = stack([.. columns], 1);
        return linalg.eigvalsh((hessian + hessian.t()) / 2).abs().max().item<double>();
    }

    /// <summary>
    /// A γ where ∇ℓ vanishes to rounding, by L-BFGS on the exact gradient from γ⁽⁰⁾: the minimiser where ℓ is strongly convex, a
    /// local one otherwise.
    /// </summary>
    public virtual Tensor Reference(CancellationToken token)
    {
        using var scope = NewDisposeScope();
        var (upper, step) = (UpperStart(), new LbfgsStep(1 / UpperSmoothness()));
        IReadOnlyDictionary<string, Tensor> memory = new Dictionary<string, Tensor>();
        for (var i = 1; i <= 300; i++)
        {
            token.ThrowIfCancellationRequested();
            var gradient = ExactGradient(upper);
            if (Euclid.Norm(gradient) < 1e-12)
            {
                break;
            }

            (upper, memory) = step.Next(upper, Exact(upper), gradient, memory, i, Exact);
        }

        return upper.MoveToOuterDisposeScope();
    }
}
