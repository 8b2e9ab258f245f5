using Hodl.Core.Bilevel.Gradients;
using Hodl.Core.Hypergradients;
using Hodl.Core.Solvers;
using static TorchSharp.torch;

namespace Hodl.Core.Bilevel;

/// <summary>
/// The formula of an upper-level method in the products that it computes with, everything solved as far as float64 allows: at the
/// minimizer for implicit methods, from the method's own start for those that differentiate T lower steps.
/// </summary>
/// <param name="problem">As the method sees it, in float64.</param>
/// <param name="method">The method.</param>
public sealed class UpperFormula(IUnrollable problem, UpperMethod method) : IUpperFormula
{
    /// <summary>Steps and tolerance that solve a lower level with corners as far as its solver goes.</summary>
    public const int SolvedSteps = 4000;

    /// <inheritdoc cref="SolvedSteps"/>
    public const double SolvedTolerance = 1e-11;

    private const int LinearSteps = 6000;
    private const double Tolerance = 1e-13;

    /// <summary>A lower level that stays at the iterate given.</summary>
    private static readonly LowerEffort Stay = new(0, 0, DescentKind.Gradient);

    /// <summary>The problem.</summary>
    public IUnrollable Problem => problem;

    /// <inheritdoc/>
    public string Name => method.Name;

    /// <inheritdoc/>
    public string Linear => method.Linear;

    /// <inheritdoc/>
    public string Limit => method.Limit;

    /// <inheritdoc/>
    public bool IsBiased => method.IsBiased;

    /// <summary>The problem and its method as a certificate takes them.</summary>
    public static CertifiableProblem Certifiable(IUnrollable problem, UpperMethod method)
    {
        ArgumentNullException.ThrowIfNull(problem);
        return new(problem.Learning(), 0) { Own = new UpperFormula(problem, method), Items = 0 };
    }

    /// <inheritdoc/>
    public LearningProblem Learning(Tensor upper, Tensor lower, double? rate) => problem.Learning(upper, lower, rate);

    /// <inheritdoc/>
    public Tensor? Gradient(Tensor upper, Tensor lower, int? steps, double? rate, CancellationToken token)
    {
        using var ungraded = no_grad();
        using var scope = NewDisposeScope();
        lower = lower.reshape(problem.LowerStart().shape);
        var (way, adjoint) = steps is { } t ? (method.Unrolled(t, rate), null)
            : method.Implicit is { } solved ? solved(problem, upper, lower, token)
            : (null, null);
        return way?.Compute(problem, upper, lower, adjoint, token).Gradient.MoveToOuterDisposeScope();
    }

    /// <summary>(4.8) with the linear equation solved.</summary>
    internal static (IBilevelGradient Way, Tensor? Adjoint) Minimizer(IBilevelProblem problem, Tensor upper, Tensor lower, CancellationToken token) =>
        (new MinimizerGradient(Stay, LinearKind.ConjugateGradient, LinearSteps, Goal(problem, upper, lower)), null);

    /// <summary>The Hessian taken for L·I.</summary>
    internal static (IBilevelGradient Way, Tensor? Adjoint) JacobianFree(IBilevelProblem problem, Tensor upper, Tensor lower, CancellationToken token) =>
        (new JacobianFreeGradient(Stay), null);

    /// <summary>The translation to a single level.</summary>
    internal static (IBilevelGradient Way, Tensor? Adjoint) SingleLevel(IBilevelProblem problem, Tensor upper, Tensor lower, CancellationToken token) =>
        (new SingleLevelGradient(new(SolvedSteps, SolvedTolerance), LinearSteps, Tolerance), null);

    /// <summary>One step from an adjoint that is solved.</summary>
    internal static (IBilevelGradient Way, Tensor? Adjoint) Piggyback(IBilevelProblem problem, Tensor upper, Tensor lower, CancellationToken token)
    {
        using var second = problem.Linearize(lower, upper);
        var adjoint = LowerSystem.Conjugate(second, problem.LossGradients(lower, upper).OverLower, null, Goal(problem, upper, lower), LinearSteps, token);
        return (new PiggybackGradient(1), adjoint);
    }

    private static double Goal(IBilevelProblem problem, Tensor upper, Tensor lower) =>
        Tolerance * Euclid.Norm(problem.LossGradients(lower, upper).OverLower);
}
