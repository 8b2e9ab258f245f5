using Hodl.Core.Solvers;
using Hodl.Core.Torch;
using static TorchSharp.torch;

namespace Hodl.Core.Bilevel;

/// <summary>
/// A bilevel problem given by two functions, Φ(x; γ) and ℓ(γ; x), differentiated by autograd. Φ must be twice differentiable.
/// The same functions make a <see cref="LearningProblem"/>, so that every hypergradient and the certificate apply to it.
/// </summary>
public abstract class AutogradProblem : IUnrollable
{
    /// <inheritdoc/>
    public virtual int Samples => 1;

    /// <inheritdoc/>
    public virtual UpperBox? Box => null;

    /// <summary>Φ(x; γ), a scalar tensor.</summary>
    protected abstract Tensor LowerCost(Tensor lower, Tensor upper, Minibatch? batch);

    /// <summary>ℓ(γ; x), a scalar tensor.</summary>
    protected abstract Tensor UpperCost(Tensor lower, Tensor upper, Minibatch? batch);

    /// <summary>∇ₓΦ with its graph; by autograd unless written out.</summary>
    protected virtual Tensor Gradient(Tensor lower, Tensor upper, Minibatch? batch) =>
        Autograd.Grad([LowerCost(lower, upper, batch)], [lower], createGraph: true)[0];

    /// <inheritdoc/>
    public abstract Tensor UpperStart();

    /// <inheritdoc/>
    public abstract Tensor LowerStart();

    /// <inheritdoc/>
    public abstract double Smoothness(Tensor upper);

    /// <inheritdoc/>
    public virtual double Convexity(Tensor upper) => 0;

    /// <inheritdoc/>
    public virtual Tensor? Residuals(Tensor lower, Tensor upper) => null;

    /// <inheritdoc/>
    public virtual Tensor Project(Tensor upper) => upper.alias();

    /// <inheritdoc/>
    public virtual LowerSolution Solve(Tensor upper, Tensor start, double tolerance, int mostSteps, CancellationToken token) =>
        LowerDescent.Run(this, DescentKind.Ogm, upper, start, tolerance, mostSteps, token);

    /// <inheritdoc/>
    public double Loss(Tensor lower, Tensor upper, Minibatch? batch = null)
    {
        using var ungraded = no_grad();
        using var scope = NewDisposeScope();
        return UpperCost(lower, upper, batch).to(float64).cpu().item<double>();
    }

    /// <inheritdoc/>
    public UpperGradients LossGradients(Tensor lower, Tensor upper, Minibatch? batch = null)
    {
        using var graded = enable_grad();
        using var scope = NewDisposeScope();
        var (x, gamma) = (Leaf(lower), Leaf(upper));
        var value = UpperCost(x, gamma, batch);
        var loss = value.detach().to(float64).cpu().item<double>();
        var gradients = value.requires_grad ? Autograd.Grad([value], [x, gamma], allowUnused: true) : new Tensor[2];
        return new(loss, Known(gradients[0], lower).MoveToOuterDisposeScope(), Known(gradients[1], upper).MoveToOuterDisposeScope());
    }

    /// <inheritdoc/>
    public Tensor LowerGradient(Tensor lower, Tensor upper, Minibatch? batch = null)
    {
        using var graded = enable_grad();
        using var scope = NewDisposeScope();
        return Gradient(Leaf(lower), upper.detach(), batch).detach().MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public ISecondDerivatives Linearize(Tensor lower, Tensor upper, Minibatch? batch = null) => new Graph(this, lower, upper, batch);

    /// <inheritdoc/>
    public LearningProblem Learning(Tensor? upper = null, Tensor? lower = null, double? rate = null) =>
        UnrolledProblem.Of(this, (x, gamma) => LowerCost(x, gamma, null), (x, gamma) => UpperCost(x, gamma, null), upper, lower, rate);

    private static Tensor Leaf(Tensor value) => value.detach().requires_grad_();

    private static Tensor Known(Tensor? gradient, Tensor like) => gradient is { IsInvalid: false } ? gradient.detach() : zeros_like(like).detach();

    // ∇ₓΦ as a graph over (x, γ); products with its transpose directly, with itself by differentiating the former once more.
    private sealed class Graph : ISecondDerivatives
    {
        private readonly Tensor lower;
        private readonly Tensor upper;
        private readonly Tensor gradient;
        private Tensor? dummy;
        private Tensor? pulled;

        public Graph(AutogradProblem problem, Tensor x, Tensor gamma, Minibatch? batch)
        {
            using var graded = enable_grad();
            using var scope = NewDisposeScope();
            (lower, upper) = (Leaf(x), Leaf(gamma));
            gradient = problem.Gradient(lower, upper, batch);
            foreach (var kept in new[] { lower, upper, gradient })
            {
                kept.DetachFromDisposeScope();
            }
        }

        public Tensor Hessian(Tensor v) => Pull(lower, v);

        public Tensor CrossTransposed(Tensor q) => Pull(upper, q);

        public Tensor Cross(Tensor d)
        {
            using var graded = enable_grad();
            using var inner = NewDisposeScope();
            if (pulled is null)
            {
                dummy = zeros_like(gradient).detach().requires_grad_().DetachFromDisposeScope();
                var known = gradient.requires_grad ? Autograd.Grad([gradient], [upper], [dummy], retainGraph: true, createGraph: true, allowUnused: true)[0] : null;
                pulled = (known is { IsInvalid: false } ? known : zeros_like(upper)).DetachFromDisposeScope();
            }

            var pushed = pulled.requires_grad ? Autograd.Grad([pulled], [dummy!], [d], retainGraph: true, allowUnused: true)[0] : null;
            return Known(pushed, lower).MoveToOuterDisposeScope();
        }

        public void Dispose()
        {
            foreach (var kept in new[] { lower, upper, gradient, dummy, pulled })
            {
                kept?.Dispose();
            }
        }

        private Tensor Pull(Tensor over, Tensor weight)
        {
            using var graded = enable_grad();
            using var inner = NewDisposeScope();
            var known = gradient.requires_grad ? Autograd.Grad([gradient], [over], [weight], retainGraph: true, allowUnused: true)[0] : null;
            return Known(known, over).MoveToOuterDisposeScope();
        }
    }
}
