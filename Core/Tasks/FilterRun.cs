using Hodl.Core.Data;
using Hodl.Core.Hypergradients;
using Hodl.Core.Runs;
using Hodl.Core.Training;
using static TorchSharp.torch;

namespace Hodl.Core.Tasks;

/// <summary>The course of a filter-learning run, the same for every task of the family.</summary>
internal static class FilterRun
{
    /// <summary>Learns γ and reports; the problem's tensors live in the caller's dispose scope.</summary>
    public static void Learn(RunContext run, FilterSettings settings, FilterLearning learning, PairedImage test, float shift, CancellationToken token)
    {
        var report = new FilterReport(learning, settings, test, shift);
        if (run.Resume is null)
        {
            var first = learning.Begin(token);
            run.Observer.OnLog(new(LogSeverity.Info, 0, $"x̂ of the start: ‖∇Φ‖ = {first.Residual:G3} after {first.Iterations} lower steps; convolution: {learning.Method.BankName(learning.Parameters.Minimizer)}."));
        }

        var timed = new TimedObserver(run.Observer);
        new Algorithm1(learning.Problem, settings, RunCertifier.During, learning.Way) { Evaluate = report.Evaluate }.Run(run with { Observer = timed }, token);
        using var ungraded = no_grad();
        report.Conclude(run.Observer, token);
        run.Observer.OnResult(new("upper_seconds", timed.Seconds));
    }

    // Sums what the training loop reports of each step; a resumed run counts its own steps alone.
    private sealed class TimedObserver(IRunObserver inner) : IRunObserver
    {
        public double Seconds { get; private set; }

        public void OnProgress(long step, long total) => inner.OnProgress(step, total);

        public void OnMetric(string series, long step, double value)
        {
            Seconds += series == "step_seconds" ? value : 0;
            inner.OnMetric(series, step, value);
        }

        public void OnInnerCurve(InnerCurve curve) => inner.OnInnerCurve(curve);

        public void OnImage(RunImage image) => inner.OnImage(image);

        public void OnResult(RunResult result) => inner.OnResult(result);

        public void OnData(DataUsed data) => inner.OnData(data);

        public void OnLog(RunLogLine line) => inner.OnLog(line);

        public void OnCertificate(Certificate certificate) => inner.OnCertificate(certificate);

        public void OnCheckpoint(RunCheckpoint checkpoint) => inner.OnCheckpoint(checkpoint);
    }
}
