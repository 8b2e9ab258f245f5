using Hodl.Core.Bilevel.Gradients;
using Hodl.Core.Hypergradients;
using Hodl.Core.Operators;
using Hodl.Core.Solvers;
using static TorchSharp.torch;

namespace Hodl.Core.Bilevel;

/// <summary>
/// An upper-level method's own way to ∇ℓ, in the products that it computes with, as a certificate takes it: beside it stands
/// <see cref="UnrolledProblem"/> (for filters a problem with momentum steps, the same once both have converged), whose φ_K is
/// differentiated by differences and by autograd. The lower level is solved by K steps of
/// gradient descent with 1/L at γ⁽⁰⁾ from x⁽⁰⁾, and linear equations to their end, so that what the certificate sees is the method's
/// formula: an implicit gradient agrees when K steps reach the minimiser, a biased one never.
/// </summary>
/// <param name="own">The problem as the method sees it.</param>
/// <param name="method">Its id, one that <see cref="Knows"/>.</param>
public sealed class BilevelWay(IBilevelProblem own, string method) : IHypergradient
{
    private const int LinearSteps = 2000;
    private const double LinearTolerance = 1e-12;

    /// <inheritdoc/>
    public string Name => UpperMethods.All.First(known => known.Id == method).Name;

    /// <inheritdoc/>
    public bool TakesMinimizer => IsImplicit(method);

    /// <summary>Whether a method computes a deterministic ∇ℓ of a smooth lower level.</summary>
    public static bool Knows(string method) => IsImplicit(method) || method is "unrolled" or "itd-bio" or "forward";

    /// <summary>Whether it computes the gradient (4.8) of the minimiser, or an approximation of it, from the lower level's last iterate.</summary>
    public static bool IsImplicit(string method) => method is "ift" or "hoag" or "ba" or "ba-accelerated" or "aid-bio" or "piggyback" or "jacobian-free";

    /// <inheritdoc/>
    public IHypergradient Refined() => IsImplicit(method) ? new BilevelWay(own, "ift") : this;

    /// <inheritdoc/>
    public bool Applies(LearningProblem problem) => Knows(method);

    /// <inheritdoc/>
    public Hypergradient Compute(LearningProblem problem, Batch batch, int k, InnerTrace? trace, CancellationToken token)
    {
        var meter = Meter.Start();
        using var scope = NewDisposeScope();
        var rate = 1 / own.Smoothness(own.UpperStart());
        var effort = new LowerEffort(k, 0, DescentKind.Gradient) { Rate = rate };
        IBilevelGradient way = method switch
        {
            "unrolled" or "itd-bio" => new UnrolledGradient(k, null, rate),
            "forward" => new ForwardGradient(k, rate),
            "piggyback" => new PiggybackGradient(k, rate),
            "jacobian-free" => new JacobianFreeGradient(effort),
            _ => new MinimizerGradient(effort, LinearKind.ConjugateGradient, LinearSteps, LinearTolerance),
        };
        var found = way.Compute(own, problem.Learned()[0].detach(), own.LowerStart(), null, token);
        var u = new State(found.Lower.reshape(problem.Start(batch)[0].shape).MoveToOuterDisposeScope());
        using var ungraded = no_grad();
        var residual = InnerLoop.Run(problem.Method.Train(batch), u, 0, token: token).Residual;
        return new(found.Loss, [found.Gradient.MoveToOuterDisposeScope()], new(u, k, StopReason.ReachedK, residual)) { Cost = meter.Of(new() { InnerSteps = k }) };
    }
}
