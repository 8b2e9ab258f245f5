using Hodl.Core.Data;
using Hodl.Core.Linear;
using Hodl.Core.Solvers;
using static TorchSharp.torch;

namespace Hodl.Core.Hypergradients;

/// <summary>
/// ∂φ/∂ω in float64 by a method that no estimator uses, of one of two functions: φ_K(ω) = ℓ(u^K(ω), ω), differentiated in reverse
/// segment by segment; or φ at the minimizer, ℓ(u*(ω), ω), by <see cref="LowerMinimizer"/> and <see cref="Krylov"/>. It can
/// evaluate its function at any ω, so that differences can confirm it.
/// </summary>
/// <param name="Vector">One tensor for each learned parameter.</param>
/// <param name="Phi">φ.</param>
/// <param name="Value">φ at the present ω.</param>
internal sealed record GradientReference(Tensor[] Vector, double Phi, Func<double> Value)
{
    private const double Tolerance = 1e-13;
    private const int MostProducts = 6000;

    /// <summary>Steps of the ladder for functions that take long to evaluate.</summary>
    public const int ValueLevels = 5;

    /// <summary>u*; null where the function is φ_K.</summary>
    public State? Minimizer { get; private init; }

    /// <summary>Whether the function is φ at the minimizer.</summary>
    public bool OfMinimizer => Minimizer is not null;

    /// <summary>‖F(u*)‖, or the residual of u^K.</summary>
    public double Residual { get; private init; }

    /// <summary>‖g*‖.</summary>
    public double Norm => Directions.Norm(Vector);

    /// <summary>That of φ_K.</summary>
    public static GradientReference OfSteps(LearningProblem problem, Batch batch, int k, CancellationToken token)
    {
        problem.Method.Settle();
        var found = new CheckpointedReverse(Math.Max(1, (int)Math.Ceiling(Math.Sqrt(k)))).Compute(problem, batch, k, null, token);
        return new(Directions.Whole(found, problem), found.Phi, () => After(problem, batch, k, token)) { Residual = found.Solve.Residual };
    }

    /// <summary>That of any function of few numbers, by a difference along each.</summary>
    /// <param name="problem">Has ω, one vector.</param>
    /// <param name="value">The function at the present ω.</param>
    public static GradientReference OfValue(LearningProblem problem, Func<double> value)
    {
        using var scope = NewDisposeScope();
        var omega = problem.Learned()[0];
        Slope[] slopes = [.. Enumerable.Range(0, (int)omega.numel()).Select(i => DirectionalDifference.Along(problem, value, [Unit(omega, i)], ValueLevels))];
        var vector = tensor(slopes.Select(slope => slope.Value).ToArray()).reshape(omega.shape).MoveToOuterDisposeScope();
        return new([vector], value(), value);
    }

    /// <summary>That of φ at the minimizer; null where none was found in so many seconds.</summary>
    /// <param name="problem">The problem, stationary.</param>
    /// <param name="batch">The batch.</param>
    /// <param name="near">A state near the minimizer.</param>
    /// <param name="seconds">The most seconds, for the search as for the linear equation.</param>
    /// <param name="token">Stops it.</param>
    public static GradientReference? OfTheMinimizer(LearningProblem problem, Batch batch, State near, double seconds, CancellationToken token)
    {
        problem.Method.Settle();
        var search = new LowerMinimizer(problem, batch, seconds);
        if (search.Find(near, token) is not { } found)
        {
            return null;
        }

        var nearby = new NearbyMinimizer(problem, search, found.U, found.Residual);
        double Value()
        {
            if (nearby.Find(token) is not { } there)
            {
                return double.NaN;
            }

            problem.Method.Train(batch); // a loss may read what the solver's binding computes
            return problem.Loss.Value(there, batch).to(float64).cpu().item<double>();
        }

        return Within.Seconds<(Tensor[] Vector, double Phi)?>(seconds, limited => At(problem, batch, found.U, limited), token) is { } solved
            ? new(solved.Vector, solved.Phi, Value) { Minimizer = found.U, Residual = found.Residual } : null;
    }

    /// <summary>The implicit formula ∂ℓ/∂ω − (∂F/∂ω)ᵀq at any u, with A q = ∂ℓ/∂u solved as far as float64 allows.</summary>
    public static (Tensor[] Vector, double Phi) At(LearningProblem problem, Batch batch, State u, CancellationToken token)
    {
        using var graded = enable_grad();
        using var scope = NewDisposeScope();
        var solver = (IStationarySolver)problem.Method.Train(batch);
        var point = solver.Variable(solver.Init(u).U);
        var upper = UpperLevel.At(problem, point, batch);
        var system = solver.Linearize(point) ?? new AdjointSystem(solver, point, problem.Learned());
        var (q, _, _) = Krylov.Solve(system.Apply, system.IsSymmetric, upper.OverU, Tolerance, MostProducts, token);
        var through = system.OverOmega(q);
        Tensor[] vector = [.. problem.Learned().Select((parameter, i) =>
            ((upper.OverOmega[i] ?? zeros_like(parameter)) - (through[i] ?? zeros_like(parameter))).detach().MoveToOuterDisposeScope())];
        return (vector, upper.Phi);
    }

    private static Tensor Unit(Tensor like, int i)
    {
        var unit = zeros(like.numel(), float64);
        unit[i] = 1;
        return unit.reshape(like.shape);
    }

    private static double After(LearningProblem problem, Batch batch, int k, CancellationToken token)
    {
        var u = InnerLoop.Run(problem.Method.Train(batch), problem.Start(batch), k, residual: false, token: token).U;
        return problem.Loss.Value(u, batch).to(float64).cpu().item<double>();
    }
}
