using Hodl.Core.Data;
using Hodl.Core.Hypergradients;
using Hodl.Core.Operators;
using Hodl.Core.Runs;
using Hodl.Core.Solvers;
using Hodl.Core.Training;
using static TorchSharp.torch;

namespace Hodl.Core.Tasks;

/// <summary>What is measured after training: errors, the curve far past K, non-expansiveness, the hypergradient.</summary>
/// <param name="settings">Of the run.</param>
/// <param name="spec">Of the run.</param>
internal sealed class RegularizedSparseCodingTest(RegularizedSparseCodingSettings settings, RunSpec spec)
{
    private const int CheckedItems = 4;

    /// <summary>Measures and reports everything.</summary>
    public void Report(LearningProblem problem, SparseCodes data, IRunObserver observer, CancellationToken token)
    {
        using var ungraded = no_grad();
        using var scope = NewDisposeScope();
        var test = RegularizedSparseCoding.Test(settings, data);
        var train = new Batch(data.Observations.narrow(0, 0, Math.Min(settings.TrainItems, settings.TestItems)), data.Codes.narrow(0, 0, Math.Min(settings.TrainItems, settings.TestItems)));
        var (end, steps, errors) = Extrapolation.Run(
            problem, test, ("nmse_db", u => tensor(RegularizedSparseCoding.NmseDb(u, test))), settings.K,
            Math.Max(settings.K, settings.TestIterations), settings.OuterSteps, observer, token);
        var solve = InnerLoop.Run(problem.Method.Test(test), problem.Start(test), settings.K, token: token);
        observer.OnResult(new("test_nmse_db", RegularizedSparseCoding.NmseDb(solve.U, test)));
        observer.OnResult(new("test_mse", problem.Loss.Value(solve.U, test).cpu().to(float64).item<double>()));
        observer.OnResult(new("train_nmse_db", RegularizedSparseCoding.NmseDb(InnerLoop.Run(problem.Method.Test(train), problem.Start(train), settings.K, token: token).U, train)));
        observer.OnResult(new("test_residual_at_k", solve.Residual));
        observer.OnResult(new("test_relative_step_at_k", steps[settings.K - 1]));
        if (end.Iterations > settings.K)
        {
            observer.OnResult(new("test_relative_step_at_end", steps[^1]));
            observer.OnResult(new("test_nmse_db_at_end", errors[^1]));
        }

        Check(problem, observer, token);
    }

    // In float64, with the trained ω, on a few items.
    private void Check(LearningProblem trained, IRunObserver observer, CancellationToken token)
    {
        using var scope = NewDisposeScope();
        using var graded = enable_grad();
        using var random = new Generator(StepSeed.Of(spec.Seed, -2));
        var few = settings with { TrainItems = CheckedItems, TestItems = CheckedItems, BatchSize = CheckedItems };
        var exact = RegularizedSparseCoding.Draw(few, spec.Seed, float64, device("cpu"));
        var problem = RegularizedSparseCoding.Problem(spec.Method, few, exact, spec.Seed);
        using var omega = problem.Method.Omega;
        Copy(trained.Method.Omega, omega);
        var batch = RegularizedSparseCoding.Test(few, exact);
        var check = CentralDifference.Check(problem, new ReverseMode(), batch, settings.K, random, token: token);
        observer.OnResult(new("hypergradient_check_relative", check.RelativeError));
        if (problem.Method is HodlMethod hodl)
        {
            problem.Method.Settle();
            observer.OnResult(new("expansion_ratio", ExpansionProbe.LargestRatio(hodl.Operator.At(batch), new(batch.Target!), random)));
        }
    }

    private static void Copy(nn.Module from, nn.Module to)
    {
        using var ungraded = no_grad();
        foreach (var ((_, source), (_, target)) in from.named_parameters().Zip(to.named_parameters()))
        {
            target.copy_(source);
        }
    }
}
