using Hodl.Core.Data;
using Hodl.Core.Linear;
using Hodl.Core.Solvers;
using static TorchSharp.torch;

namespace Hodl.Core.Hypergradients;

/// <summary>
/// Takes the error of a run's vector apart: from the vector to the reference in steps, each of which repairs one more thing. The length of a
/// step is the size of its cause, and they add up to the whole as vectors do.
/// </summary>
/// <param name="certifiable">The run's problem and way.</param>
/// <param name="handed">The run's vector.</param>
/// <param name="reference">g*.</param>
/// <param name="restore">Puts the run's state before the step back.</param>
/// <param name="seconds">The most seconds for a linear equation; where it takes longer, its cause is not told apart from the next.</param>
internal sealed class ErrorChain(CertifiableProblem certifiable, StepGradient handed, GradientReference reference, Action restore, double seconds)
{
    private const double Negligible = 1e-9;
    private readonly List<ErrorShare> shares = [];
    private Tensor[] last = [];

    /// <summary>φ as the run's own way sees it in float64; NaN where the way was not computed again.</summary>
    public double Phi { get; private set; } = double.NaN;

    /// <summary>The run's own way in float64; null where the way was not computed again.</summary>
    public Tensor[]? Again { get; private set; }

    /// <summary>The causes of a vector of Algorithm 1.</summary>
    /// <param name="gradient">It, in float64.</param>
    /// <param name="problem">The problem of the step: run-in steps are taken.</param>
    /// <param name="batch">Its batch.</param>
    /// <param name="k">K.</param>
    /// <param name="precision">Its type of number.</param>
    /// <param name="token">Stops it.</param>
    public IReadOnlyList<ErrorShare> OfTraining(
        Tensor[] gradient, LearningProblem problem, Batch batch, int k, string precision, CancellationToken token)
    {
        last = gradient;
        restore();
        using var own = certifiable.Way.Compute(problem, batch, k, null, token);
        (Phi, Again) = (own.Phi, Directions.Whole(own, problem));
        Repaired($"rounding ({precision})", Again);
        var u = own.Solve.U;
        if (shares.Count > 0 && shares[^1].Remaining <= Negligible)
        {
            return shares;
        }

        if (problem.Method.Omega.named_buffers().Any())
        {
            restore();
            problem.Method.Settle();
            using var exact = certifiable.Way.Compute(problem, batch, k, null, token);
            u = exact.Solve.U.Map(block => block.alias());
            Repaired("norms estimated, not exact", Directions.Whole(exact, problem));
        }

        restore();
        problem.Method.Settle();
        if (certifiable.Way.TakesMinimizer)
        {
            Implicit(Linear(certifiable.Way), reference.OfMinimizer ? "lower level not converged" : "K steps taken for a fixed point", problem, batch, u, token);
        }
        else
        {
            Repaired(certifiable.Way is ReverseMode { Last: { } steps } ? $"truncation to the last {steps} steps" : "method", reference.Vector);
        }

        return shares;
    }

    /// <summary>The causes of a vector of an upper-level method.</summary>
    /// <param name="gradient">It, in float64.</param>
    /// <param name="again">The same step in float64, where the run has less; null otherwise.</param>
    /// <param name="problem">The problem.</param>
    /// <param name="batch">Its batch.</param>
    /// <param name="precision">Its type of number.</param>
    /// <param name="token">Stops it.</param>
    public IReadOnlyList<ErrorShare> OfUpper(Tensor[] gradient, Tensor[]? again, LearningProblem problem, Batch batch, string precision, CancellationToken token)
    {
        last = gradient;
        if (handed.Draws.Count > 0)
        {
            Repaired("sampling (minibatches and random products)", Mean(gradient));
        }

        if (again is not null)
        {
            Repaired($"rounding ({precision})", again);
        }

        if (certifiable.Value is not null)
        {
            Repaired(handed.Unrolled is null ? "lower level or its signs not settled" : "rounding", reference.Vector);
            return shares;
        }

        if (handed.Unrolled is null && handed.Lower is { } lower)
        {
            var point = new State(lower[0].to(float64).cpu().reshape(problem.Start(batch)[0].shape));
            Implicit(certifiable.Own!.Linear, reference.OfMinimizer ? "lower level not converged" : "rounding", problem, batch, point, token);
            return shares;
        }

        Repaired(reference.OfMinimizer ? "lower level not converged" : "rounding", reference.Vector);
        return shares;
    }

    /// <summary>The mean of a stochastic method's vector and its other draws.</summary>
    public Tensor[] Mean(Tensor[] gradient)
    {
        using var scope = NewDisposeScope();
        var draws = handed.Draws.Select(draw => draw.to(float64).cpu().reshape(gradient[0].shape)).Append(gradient[0]);
        return [stack([.. draws], 0).mean([0]).MoveToOuterDisposeScope()];
    }

    private void Implicit(string linear, string lower, LearningProblem problem, Batch batch, State u, CancellationToken token)
    {
        var solved = Within.Seconds<(Tensor[] Vector, double Phi)?>(seconds, limited => GradientReference.At(problem, batch, u, limited), token);
        if (solved is { } there)
        {
            Repaired(linear, there.Vector);
        }

        Repaired(solved is null ? $"{linear} or {lower}, not told apart" : lower, reference.Vector);
    }

    private void Repaired(string cause, Tensor[] next)
    {
        var (size, remaining) = (Directions.Distance(last, next) / reference.Norm, Directions.Distance(next, reference.Vector) / reference.Norm);
        last = next;
        if (!(size <= Negligible))
        {
            shares.Add(new(cause, size, remaining));
        }
    }

    private static string Linear(IHypergradient way) => way switch
    {
        WarmStarted warm => Linear(warm.Cold),
        OneStep => "one-step formula",
        ImplicitGradient { Options.Ridge: > 0 } => "linear solve cut, ridge",
        _ => "linear solve cut",
    };
}
