using System.Globalization;
using Hodl.Core.Data;
using Hodl.Core.Linear;
using Hodl.Core.Solvers;
using static TorchSharp.torch;

namespace Hodl.Core.Hypergradients;

/// <summary>
/// Implicit differentiation at u^K, taken for a solution of F(u, ω) = 0 (<see cref="IStationarySolver"/>):
/// ∂φ/∂ω = ∂ℓ/∂ω − (∂F/∂ω)ᵀ q with A q = ∂ℓ/∂u, A = (∂F/∂u)ᵀ. Its error is that of the inner problem plus that of the
/// linear solver; memory does not grow with K. Subclasses differ in how they solve for q.
/// </summary>
/// <param name="options">Steps, tolerances, damping.</param>
public abstract class ImplicitGradient(ImplicitOptions options) : IHypergradient
{
    /// <summary>The options.</summary>
    public ImplicitOptions Options => options;

    /// <inheritdoc/>
    public abstract string Name { get; }

    /// <inheritdoc/>
    public bool Applies(LearningProblem problem) => problem.Method.IsStationary;

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The method's steps are not one map.</exception>
    public Hypergradient Compute(LearningProblem problem, Batch batch, int k, InnerTrace? trace, CancellationToken token)
    {
        var meter = Meter.Start();
        using var scope = NewDisposeScope();
        using var graded = enable_grad();
        if (problem.Method.Train(batch) is not IStationarySolver solver)
        {
            throw new ArgumentException("Implicit differentiation needs a lower level that repeats one map.", nameof(problem));
        }

        var solve = Inner(problem, solver, batch, k, trace, token);
        solve = solve with { U = solver.Variable(solve.U) };
        var upper = UpperLevel.At(problem, solve.U, batch);
        var system = solver.Linearize(solve.U) ?? new AdjointSystem(solver, solve.U, problem.Learned());
        var linear = Solve(system, upper.OverU, solver.EquationStep, token);
        var residual = linear.Residual ?? Residual(system, linear.Q, upper.OverU);
        var through = system.OverOmega(linear.Q);
        Tensor?[] gradients = [.. upper.OverOmega.Zip(through, Difference)];
        linear.Q.MoveToOuterDisposeScope();
        return new(upper.Phi, gradients, solve with { U = solve.U.Detach().MoveToOuterDisposeScope() })
        {
            Adjoint = linear.Q,
            Cost = meter.Of(new()
            {
                InnerSteps = solve.Iterations,
                VectorJacobianProducts = system.Products,
                JacobianVectorProducts = system.TransposedProducts,
                LinearSteps = linear.Steps,
                LinearResidual = residual,
                Warnings = [.. Reach.Warnings(problem, gradients, upper.ReadsU), .. Unsolved(linear, residual)],
            }),
        };
    }

    /// <summary>Solves A q = b.</summary>
    /// <param name="system">Products with A.</param>
    /// <param name="b">∂ℓ/∂u.</param>
    /// <param name="step">s such that I − sA contracts, see <see cref="IStationarySolver.EquationStep"/>.</param>
    /// <param name="token">Checked once a step.</param>
    internal abstract LinearSolution Solve(ILinearization system, State b, double step, CancellationToken token);

    /// <inheritdoc/>
    public bool TakesMinimizer => true;

    /// <summary>Whether it means to solve A q = b, so that a residual that is left is worth a warning.</summary>
    private protected virtual bool SolvesEquation => true;

    /// <summary>The same method with its linear equation solved as far as rounding lets it; for finding the cause of an error.</summary>
    public abstract IHypergradient Refined();

    private protected State Start(State b) => options.Start is { } start ? start.Map(block => block.detach().clone()) : b.Map(block => zeros_like(block));

    private protected State Regularised(State image, State q) => options.Ridge == 0 ? image : image.Add(q, options.Ridge);

    private SolveResult Inner(LearningProblem problem, ISolver solver, Batch batch, int k, InnerTrace? trace, CancellationToken token)
    {
        using var ungraded = no_grad();
        return InnerLoop.Run(solver, problem.Start(batch), k, trace, options.InnerTolerance, options.ResidualAlways || trace is not null, token);
    }

    private double Residual(ILinearization system, State q, State b)
    {
        var norm = Math.Sqrt(b.Dot(b));
        var rest = b - Regularised(system.Apply(q), q);
        return norm == 0 ? 0 : Math.Sqrt(rest.Dot(rest)) / norm;
    }

    private IEnumerable<string> Unsolved(LinearSolution linear, double residual)
    {
        if (linear.Warning is { } warning)
        {
            yield return warning;
        }

        if (SolvesEquation && !(residual < 1))
        {
            yield return LinearSolution.NoBetterThanZero(residual, linear.Steps);
        }
        else if (options.Tolerance > 0 && !(residual <= 10 * options.Tolerance) && linear.Steps >= options.Steps)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"The linear equation is not solved: relative residual {residual:G3} after {linear.Steps} steps.");
        }
    }

    private static Tensor? Difference(Tensor? direct, Tensor? through) =>
        (through is null ? direct : direct is null ? through.neg() : direct - through)?.MoveToOuterDisposeScope();
}
