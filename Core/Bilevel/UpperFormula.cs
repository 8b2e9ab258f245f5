using Hodl.Core.Bilevel.Gradients;
using static TorchSharp.torch;

namespace Hodl.Core.Bilevel;

/// <summary>
/// The formula of an upper-level method in the products that it computes with, everything solved as far as float64 allows: at the
/// minimizer for implicit methods, from the method's own start for those that differentiate T lower steps.
/// </summary>
internal static class UpperFormula
{
    /// <summary>Steps and tolerance that solve a lower level with corners as far as its solver goes.</summary>
    public const int SolvedSteps = 4000;

    /// <inheritdoc cref="SolvedSteps"/>
    public const double SolvedTolerance = 1e-11;

    private const int LinearSteps = 6000;
    private const double Tolerance = 1e-13;
    private static readonly LowerEffort Stay = new(0, 0, DescentKind.Gradient);

    /// <summary>Whether the method says of itself that its formula is an approximation, wherever it stands.</summary>
    public static bool IsBiased(string method) => method is "jacobian-free" or "single-level";

    /// <summary>Where the method's formula holds, if not at one step.</summary>
    public static string Limit(string method) => method switch
    {
        "penalty" => "It holds in the limit λ → ∞.",
        "kkt-newton" => "It holds where Newton's method has converged.",
        _ when UpperMethods.IsStochastic(method) => "It holds in the mean over draws, and as the Neumann series gets longer.",
        _ => "",
    };

    /// <summary>What the linear equation, or whatever stands in its place, is called where it causes an error.</summary>
    public static string Linear(string method) => method switch
    {
        "jacobian-free" => "Jacobian-free formula (the Hessian taken for L·I)",
        "single-level" => "flat regions told by a tolerance",
        "piggyback" => "adjoint not converged",
        "penalty" => "finite penalty λ",
        "kkt-newton" => "multiplier not converged",
        _ when UpperMethods.IsStochastic(method) => "bias of the inverse Hessian's estimate",
        _ => "linear solve cut",
    };

    /// <summary>∇ℓ by the formula; null where it holds in a limit alone.</summary>
    /// <param name="own">The problem.</param>
    /// <param name="method">The method's id.</param>
    /// <param name="upper">γ.</param>
    /// <param name="lower">The minimizer, or where the T lower steps start.</param>
    /// <param name="steps">T; null for implicit methods.</param>
    /// <param name="rate">α of those steps.</param>
    /// <param name="token">Stops it.</param>
    public static Tensor? Of(IBilevelProblem own, string method, Tensor upper, Tensor lower, int? steps, double? rate, CancellationToken token)
    {
        using var ungraded = no_grad();
        using var scope = NewDisposeScope();
        IBilevelGradient? way = (method, steps) switch
        {
            ("bregman", { } t) => new BregmanGradient(t),
            ("single-level", _) => new SingleLevelGradient(new(SolvedSteps, SolvedTolerance), LinearSteps, Tolerance),
            (_, { } t) when method == "forward" => new ForwardGradient(t, rate),
            (_, { } t) => new UnrolledGradient(t, null, rate),
            ("jacobian-free", _) => new JacobianFreeGradient(Stay),
            ("piggyback", _) => new PiggybackGradient(1),
            ("ift" or "hoag" or "ba" or "ba-accelerated" or "aid-bio", _) => new MinimizerGradient(Stay, LinearKind.ConjugateGradient, LinearSteps, Goal(own, upper, lower)),
            _ => null,
        };
        var adjoint = method == "piggyback" ? Adjoint(own, upper, lower, token) : null;
        return way?.Compute(own, upper, lower, adjoint, token).Gradient.MoveToOuterDisposeScope();
    }

    private static double Goal(IBilevelProblem own, Tensor upper, Tensor lower) => Tolerance * Euclid.Norm(own.LossGradients(lower, upper).OverLower);

    private static Tensor Adjoint(IBilevelProblem own, Tensor upper, Tensor lower, CancellationToken token)
    {
        using var second = own.Linearize(lower, upper);
        return LowerSystem.Conjugate(second, own.LossGradients(lower, upper).OverLower, null, Goal(own, upper, lower), LinearSteps, token);
    }
}
