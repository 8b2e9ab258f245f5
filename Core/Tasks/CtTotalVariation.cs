using Hodl.Core.Bilevel.Problems;
using Hodl.Core.Data;
using Hodl.Core.Imaging;
using Hodl.Core.Runs;
using Hodl.Core.Search;
using Hodl.Core.Training;
using static TorchSharp.torch;

namespace Hodl.Core.Tasks;

/// <summary>Total variation for CT, its weight by a grid or by the minimiser gradient (4.8) on the training phantoms.</summary>
internal static class CtTotalVariation
{
    private const double Decade = 2.302585092994046;
    private const double Start = -2;
    private const double Tolerance = 1e-4;
    private const double Rate = 0.6;

    /// <summary>The problem on some phantoms.</summary>
    public static AnalysisBilevel Problem(CtReconstructionSettings settings, CtData data, Batch batch) => new(
        data.Model, AnalysisRegularizer.Of(RegularizerKind.Tv), batch.Input, batch.Target!, settings.Epsilon, Start * Decade, (-7 * Decade, 0));

    /// <summary>Tunes, reconstructs the test phantom, reports.</summary>
    public static void Run(RunContext run, CtReconstructionSettings settings, CtData data, CtReport report, CancellationToken token)
    {
        var grid = run.Spec.Method == "grid";
        var problem = Problem(settings, data, data.Train);
        var power = data.Train.Target!.square().sum().to(float64).item<double>();
        var steps = grid ? settings.GridPoints : settings.TvUpperSteps;
        var method = UpperMethods.Find(grid ? "grid" : "ift").Create(new()
        {
            LowerSteps = settings.TvSteps,
            LowerTolerance = Tolerance,
            LinearSteps = 4 * settings.LinearSteps,
            AdamRate = Rate,
            GridPoints = settings.GridPoints,
        });
        var loop = new BilevelRun(problem, method, new() { Steps = steps })
        {
            CheckpointEvery = settings.CheckpointEvery,
            Keep = run.Observer.OnCheckpoint,
            Capture = run.Capture,
            CertifyEvery = settings.CertifyEvery,
            Certify = handed => RunCertifier.During(run, handed, token),
            Log = run.Observer.OnLog,
            Report = (iterate, calls) =>
            {
                run.Observer.OnProgress(iterate.Step, steps);
                if (double.IsFinite(iterate.Loss))
                {
                    run.Observer.OnMetric("phi", iterate.Step, iterate.Loss);
                    run.Observer.OnMetric("snr_train", iterate.Step, 10 * Math.Log10(power / (2 * iterate.Loss)));
                    run.Observer.OnMetric("log10_weight", iterate.Step, iterate.Upper[0].to(float64).item<double>() / Decade);
                }
            },
        };
        var (end, _) = loop.Run(run.Resume, token);
        var test = Problem(settings, data, data.Test);
        report.Conclude(end.Step, test.Image(test.Solve(end.Upper, data.Backproject(data.Test.Input), Tolerance / 10, 5 * settings.TvSteps, token).X));
        run.Observer.OnResult(new("log10_weight_at_end", end.Upper[0].to(float64).item<double>() / Decade));
    }
}
