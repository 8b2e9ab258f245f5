using static TorchSharp.torch;

namespace Hodl.Core.Bilevel;

/// <summary>A problem that counts what is asked of it; methods are given this one.</summary>
/// <param name="problem">The problem.</param>
public sealed class MeteredProblem(IBilevelProblem problem) : IBilevelProblem
{
    /// <summary>The calls so far; a resumed run puts its own back.</summary>
    public BilevelCalls Calls { get; set; } = new();

    /// <summary>The problem itself, whose calls are not counted.</summary>
    public IBilevelProblem Inner => problem;

    /// <summary>Counts what a method did past this interface, such as unrolling a solver of its own.</summary>
    public void Count(BilevelCalls calls) => Calls = BilevelCalls.Of([.. Calls.ToArray().Zip(calls.ToArray(), (a, b) => a + b)]);

    /// <inheritdoc/>
    public int Samples => problem.Samples;

    /// <inheritdoc/>
    public UpperBox? Box => problem.Box;

    /// <inheritdoc/>
    public Tensor UpperStart() => problem.UpperStart();

    /// <inheritdoc/>
    public Tensor LowerStart() => problem.LowerStart();

    /// <inheritdoc/>
    public double Smoothness(Tensor upper) => problem.Smoothness(upper);

    /// <inheritdoc/>
    public double Convexity(Tensor upper) => problem.Convexity(upper);

    /// <inheritdoc/>
    public Tensor? Residuals(Tensor lower, Tensor upper)
    {
        Calls = Calls with { Losses = Calls.Losses + 1 };
        return problem.Residuals(lower, upper);
    }

    /// <inheritdoc/>
    public Tensor Project(Tensor upper) => problem.Project(upper);

    /// <inheritdoc/>
    public double Loss(Tensor lower, Tensor upper, Minibatch? batch = null)
    {
        Calls = Calls with { Losses = Calls.Losses + Share(batch) };
        return problem.Loss(lower, upper, batch);
    }

    /// <inheritdoc/>
    public UpperGradients LossGradients(Tensor lower, Tensor upper, Minibatch? batch = null)
    {
        Calls = Calls with { UpperGradients = Calls.UpperGradients + Share(batch) };
        return problem.LossGradients(lower, upper, batch);
    }

    /// <inheritdoc/>
    public Tensor LowerGradient(Tensor lower, Tensor upper, Minibatch? batch = null)
    {
        Calls = Calls with { LowerGradients = Calls.LowerGradients + Share(batch) };
        return problem.LowerGradient(lower, upper, batch);
    }

    /// <inheritdoc/>
    public ISecondDerivatives Linearize(Tensor lower, Tensor upper, Minibatch? batch = null) =>
        new Counted(this, problem.Linearize(lower, upper, batch), Share(batch));

    /// <inheritdoc/>
    public LowerSolution Solve(Tensor upper, Tensor start, double tolerance, int mostSteps, CancellationToken token)
    {
        var solution = problem.Solve(upper, start, tolerance, mostSteps, token);
        Calls = Calls with { LowerGradients = Calls.LowerGradients + solution.Steps };
        return solution;
    }

    private double Share(Minibatch? batch) => batch is null ? 1 : (double)batch.Size / problem.Samples;

    private sealed class Counted(MeteredProblem meter, ISecondDerivatives inner, double share) : ISecondDerivatives
    {
        public Tensor Hessian(Tensor v)
        {
            meter.Calls = meter.Calls with { HessianProducts = meter.Calls.HessianProducts + share };
            return inner.Hessian(v);
        }

        public Tensor CrossTransposed(Tensor q)
        {
            meter.Calls = meter.Calls with { CrossProducts = meter.Calls.CrossProducts + share };
            return inner.CrossTransposed(q);
        }

        public Tensor Cross(Tensor d)
        {
            meter.Calls = meter.Calls with { CrossProducts = meter.Calls.CrossProducts + share };
            return inner.Cross(d);
        }

        public void Dispose() => inner.Dispose();
    }
}
