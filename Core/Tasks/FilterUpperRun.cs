using Hodl.Core.Bilevel;
using Hodl.Core.Bilevel.Filters;
using Hodl.Core.Data;
using Hodl.Core.Metrics;
using Hodl.Core.Runs;
using Hodl.Core.Search;
using Hodl.Core.Training;
using static TorchSharp.torch;

namespace Hodl.Core.Tasks;

/// <summary>Filter learning by the upper-level methods of the review, which see (Ex) through losses, gradients and products alone.</summary>
internal static class FilterUpperRun
{
    private static readonly string[] Ids = ["hoag", "ba", "ba-accelerated", "aid-bio", "itd-bio", "ttsa"];

    /// <summary>The methods.</summary>
    public static IReadOnlyList<TaskMethod> Methods { get; } =
        [.. UpperMethods.All.Where(method => Ids.Contains(method.Id)).Offered()];

    /// <summary>What they report beside the loss.</summary>
    public static IReadOnlyList<MetricInfo> Infos { get; } =
    [
        new("gradients", "Gradients and products of both levels so far"),
        new("method_seconds", "Seconds of the upper method so far", "s"),
    ];

    /// <summary>Whether a method is one of these.</summary>
    public static bool Knows(string method) => Methods.Any(known => known.Id == method);

    /// <summary>(Ex) as they see it; ℓ = ½‖x̂ − x‖² and γ = (β, c).</summary>
    public static FilterBilevel Problem(FilterSettings settings, Tensor filters, Batch batch) =>
        new(batch.Input, batch.Target!, filters, settings.Beta0, settings.Options);

    /// <summary>Learns γ and reports; the problem's tensors live in the caller's dispose scope.</summary>
    /// <param name="run">The run.</param>
    /// <param name="settings">Steps, tolerances, rates.</param>
    /// <param name="learning">Takes γ, so that it can be evaluated.</param>
    /// <param name="batch">The training images.</param>
    /// <param name="test">The test image.</param>
    /// <param name="shift">Added to levels before they are shown.</param>
    /// <param name="token">Stops it.</param>
    public static void Learn(RunContext run, FilterSettings settings, FilterLearning learning, Batch batch, PairedImage test, float shift, CancellationToken token)
    {
        var (report, parameters) = (new FilterReport(learning, settings, test, shift), learning.Parameters);
        using var problem = Problem(settings, parameters.Filters.detach(), batch);
        var options = new MethodOptions
        {
            Seed = run.Spec.Seed,
            LowerSteps = settings.K,
            LowerTolerance = settings.Tolerance,
            LinearSteps = settings.LinearSteps,
            AdamRate = settings.LearningRate,
            UpperRate = settings.UpperRate,
            FirstSteps = Math.Min(settings.K, 10),
            BatchSize = 1,
        };
        var loop = new BilevelRun(problem, UpperMethods.Find(run.Spec.Method).Create(options), new() { Steps = settings.OuterSteps })
        {
            CheckpointEvery = settings.CheckpointEvery,
            Keep = run.Observer.OnCheckpoint,
            Capture = run.Capture,
            CertifyEvery = settings.CertifyEvery,
            Certify = handed => RunCertifier.During(run, handed, token),
            Log = run.Observer.OnLog,
            Report = Report,
        };
        var (iterate, calls) = loop.Run(run.Resume, token);
        Put(iterate.Upper);
        report.Conclude(run.Observer, token);
        run.Observer.OnResult(new("upper_seconds", calls.Seconds));

        void Report(BilevelIterate iterate, BilevelCalls calls)
        {
            if (iterate.Step > 0)
            {
                run.Observer.OnMetric("phi", iterate.Step, iterate.Loss);
                run.Observer.OnMetric("hypergradient_norm", iterate.Step, iterate.GradientNorm);
                run.Observer.OnMetric("gradients", iterate.Step, calls.Gradients);
                run.Observer.OnMetric("method_seconds", iterate.Step, calls.Seconds);
                run.Observer.OnProgress(iterate.Step, settings.OuterSteps);
            }

            if (iterate.Step % settings.EvaluateEvery == 0 || iterate.Step == settings.OuterSteps)
            {
                Put(iterate.Upper);
                report.Evaluate(iterate.Step, run.Observer, token);
            }
        }

        void Put(Tensor upper)
        {
            using var ungraded = no_grad();
            using var scope = NewDisposeScope();
            var count = parameters.Beta.shape[0];
            parameters.Beta.copy_(upper.narrow(0, 0, count));
            parameters.Filters.copy_(upper.narrow(0, count, upper.shape[0] - count).reshape(parameters.Filters.shape));
        }
    }
}
