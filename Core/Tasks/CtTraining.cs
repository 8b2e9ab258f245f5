using Hodl.Core.Data;
using Hodl.Core.Operators.Networks;
using Hodl.Core.Runs;
using Hodl.Core.Solvers;
using Hodl.Core.Training;
using static TorchSharp.torch;

namespace Hodl.Core.Tasks;

/// <summary>The course of CT runs that train by Algorithm 1.</summary>
internal static class CtTraining
{
    private const double TestTolerance = 1e-5;

    /// <summary>Filters, dictionary, and deep equilibrium.</summary>
    public static void Learn(RunContext run, CtReconstructionSettings settings, CtData data, CtReport report, CancellationToken token)
    {
        using var learning = CtLearning.Create(run.Spec.Method, settings, data, run.Spec.Seed);
        if (learning.Weighted is { } weighted && run.Resume is null)
        {
            Weigh(run, settings, weighted, data, token);
        }

        new Algorithm1(learning.Problem, Rated(settings, learning.Parameters is null), RunCertifier.During, learning.Way)
        {
            Evaluate = (t, _, stop) =>
            {
                using var scope = NewDisposeScope();
                report.Evaluate(t, learning.Image(Solve(learning, data.Test, settings, null, stop).U));
                if (learning.Parameters is { } parameters)
                {
                    run.Observer.OnImage(FilterPictures.Bank(parameters, t));
                }
            },
        }.Run(run, token);
        using var ungraded = no_grad();
        using var trace = new InnerTrace();
        var solve = Solve(learning, data.Test, settings, trace, token);
        Conclude(run, settings.OuterSteps, settings.K, trace, solve);
        report.Conclude(settings.OuterSteps, learning.Image(solve.U));
    }

    /// <summary>Trains the denoiser, chooses ρ and σ, reconstructs.</summary>
    public static void PlugAndPlay(RunContext run, CtReconstructionSettings settings, CtData data, CtReport report, CancellationToken token)
    {
        var plug = new CtPlugAndPlay(settings, data, run.Spec.Seed);
        var problem = plug.Problem(float32);
        using var denoiser = (LevelDenoiser)problem.Method.Omega;
        new Algorithm1(problem, Rated(settings, networks: true) with { K = 1 }, RunCertifier.During).Run(run, token);
        using var ungraded = no_grad();
        var (penalty, level) = plug.Tune(denoiser, token);
        using var trace = new InnerTrace();
        var solve = plug.Reconstruct(denoiser, data.Test, penalty, level, trace, token);
        Conclude(run, settings.OuterSteps, settings.PlugSteps, trace, solve);
        report.Conclude(settings.OuterSteps, solve.U[0]);
        run.Observer.OnResult(new("plug_penalty", penalty));
        run.Observer.OnResult(new("plug_level", level));
    }

    private static CtReconstructionSettings Rated(CtReconstructionSettings settings, bool networks) =>
        networks ? settings with { LearningRate = settings.NetworkRate } : settings;

    // The DCT filters start with their best common weight.
    private static void Weigh(RunContext run, CtReconstructionSettings settings, Bilevel.Filters.FilterMethod method, CtData data, CancellationToken token)
    {
        using var ungraded = no_grad();
        using var scope = NewDisposeScope();
        var beta0 = StrengthSearch.Find(method, data.Train, data.Backproject(data.Train.Input), zeros_like(method.Parameters.Beta), settings.Beta0, token);
        var solve = InnerLoop.Run(method.Train(data.Train), new(data.Backproject(data.Train.Input)), settings.TestK, null, TestTolerance, token: token);
        method.Parameters.Minimizer.copy_(solve.U[0]);
        run.Observer.OnLog(new(LogSeverity.Info, 0, string.Create(System.Globalization.CultureInfo.InvariantCulture, $"The DCT filters start with their best common weight, β0 = {beta0:0.00}.")));
    }

    private static SolveResult Solve(CtLearning learning, Batch batch, CtReconstructionSettings settings, InnerTrace? trace, CancellationToken token)
    {
        using var ungraded = no_grad();
        learning.Problem.Method.Settle();
        return InnerLoop.Run(learning.Problem.Method.Test(batch), learning.Start(batch), settings.TestK, trace, TestTolerance, token: token);
    }

    private static void Conclude(RunContext run, long step, int k, InnerTrace trace, SolveResult solve)
    {
        run.Observer.OnInnerCurve(new("relative_step", step, k, "test", trace.RelativeSteps));
        run.Observer.OnResult(new("inner_residual", solve.Residual));
    }
}
