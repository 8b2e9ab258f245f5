using static TorchSharp.torch;

namespace Hodl.Core.Bilevel;

/// <summary>
/// min over γ of ℓ(γ) = ℓ(x̂(γ); γ) with x̂(γ) = argmin over x of Φ(x; γ), as every upper-level method and every searcher sees
/// it: through losses, gradients and products alone. γ is [R], x has one fixed shape of the problem's choosing; all tensors
/// share one type. Every method is pure: it changes none of its arguments and gives tensors outside of any autograd graph that
/// belong to the caller's dispose scope. Where a minibatch is given, loss, gradients and products are unbiased estimates from
/// it; null asks for the exact ones. Source: the review of bilevel methods, Eqs. (UL), (LL), (4.8).
/// </summary>
public interface IBilevelProblem
{
    /// <summary>J ≥ 1: the samples that both levels are a mean over; what a minibatch costs is in proportion.</summary>
    int Samples => 1;

    /// <summary>γ⁽⁰⁾, [R].</summary>
    Tensor UpperStart();

    /// <summary>x⁽⁰⁾.</summary>
    Tensor LowerStart();

    /// <summary>L: a Lipschitz constant of ∇ₓΦ(·; γ), such as (4.19).</summary>
    double Smoothness(Tensor upper);

    /// <summary>μ ≥ 0: Φ(·; γ) − ½μ‖·‖² is convex; 0 where nothing better is known.</summary>
    double Convexity(Tensor upper) => 0;

    /// <summary>ℓ(γ; x).</summary>
    double Loss(Tensor lower, Tensor upper, Minibatch? batch = null);

    /// <summary>ℓ(γ; x) with ∇ₓℓ and ∇_γℓ.</summary>
    UpperGradients LossGradients(Tensor lower, Tensor upper, Minibatch? batch = null);

    /// <summary>∇ₓΦ(x; γ).</summary>
    Tensor LowerGradient(Tensor lower, Tensor upper, Minibatch? batch = null);

    /// <summary>The second derivatives of Φ at (x; γ), whatever their products share computed once.</summary>
    ISecondDerivatives Linearize(Tensor lower, Tensor upper, Minibatch? batch = null);

    /// <summary>x̂(γ) to ‖∇ₓΦ‖₂ ≤ tolerance, or the iterate after so many steps. Accelerated descent unless the problem knows better.</summary>
    /// <param name="upper">γ.</param>
    /// <param name="start">Where to start.</param>
    /// <param name="tolerance">On ‖∇ₓΦ(x; γ)‖₂; 0 takes all steps.</param>
    /// <param name="mostSteps">The most steps, ≥ 0.</param>
    /// <param name="token">Checked once a step.</param>
    LowerSolution Solve(Tensor upper, Tensor start, double tolerance, int mostSteps, CancellationToken token) =>
        LowerDescent.Run(this, DescentKind.Ogm, upper, start, tolerance, mostSteps, token);

    /// <summary>r with ℓ(γ; x) = ½‖r‖², [M]; null where the loss is no sum of squares. Trust regions model r rather than ℓ.</summary>
    Tensor? Residuals(Tensor lower, Tensor upper) => null;

    /// <summary>The nearest γ allowed; γ itself where all are.</summary>
    Tensor Project(Tensor upper) => upper.alias();

    /// <summary>The box that searchers look in; null where there is none.</summary>
    UpperBox? Box => null;
}
