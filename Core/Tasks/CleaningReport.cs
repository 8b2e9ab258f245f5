using Hodl.Core.Runs;
using Hodl.Core.Solvers;
using Hodl.Core.Torch;
using static TorchSharp.torch;

namespace Hodl.Core.Tasks;

/// <summary>
/// What a hyper-cleaning run measures: test accuracy of the net trained on the weighted samples alone, F1 of taking λ_i ≥ 0
/// (weight ≥ ½) for "the label is true", and pictures of the weights.
/// </summary>
internal sealed class CleaningReport(CleaningProblem bilevel, CleaningData data, HyperCleaningSettings settings)
{
    private (double Accuracy, double F1, double Precision, double Recall) latest;

    /// <summary>Series and pictures at outer step t.</summary>
    public void Evaluate(long t, IRunObserver observer, CancellationToken token)
    {
        using var ungraded = no_grad();
        using var scope = NewDisposeScope();
        var (precision, recall) = Found(Weights());
        latest = (Accuracy(token), precision + recall == 0 ? 0 : 2 * precision * recall / (precision + recall), precision, recall);
        observer.OnMetric("accuracy", t, latest.Accuracy);
        observer.OnMetric("f1", t, latest.F1);
        observer.OnMetric("precision", t, precision);
        observer.OnMetric("recall", t, recall);
        if (bilevel.Learns)
        {
            var weights = Weights();
            observer.OnImage(CleaningPictures.Histogram(weights, data, t));
            observer.OnImage(CleaningPictures.Wall(weights, data, t));
        }
    }

    /// <summary>Results at the last ω.</summary>
    public void Conclude(IRunObserver observer, CancellationToken token)
    {
        using var ungraded = no_grad();
        using var scope = NewDisposeScope();
        Evaluate(settings.OuterSteps, new SilentObserver(), token);
        observer.OnResult(new("accuracy", latest.Accuracy));
        observer.OnResult(new("f1", latest.F1));
        observer.OnResult(new("precision", latest.Precision));
        observer.OnResult(new("recall", latest.Recall));
    }

    private double[] Weights() => bilevel.Weights.to(float64).cpu().ToArray<double>();

    private double Accuracy(CancellationToken token)
    {
        var batch = bilevel.Problem.BatchAt(0);
        var steps = settings.TestK == 0 ? settings.K : settings.TestK;
        var u = InnerLoop.Run(bilevel.Problem.Method.Test(batch), bilevel.Problem.Start(batch), steps, token: token).U;
        var images = data.Images(data.Test, batch.Input.dtype, batch.Input.device);
        var guess = bilevel.Net.Logits(u, images).argmax(1).cpu().ToArray<long>();
        return 100.0 * guess.Where((label, i) => label == data.Test.Labels[i]).Count() / guess.Length;
    }

    // In per cent.
    private (double Precision, double Recall) Found(double[] weights)
    {
        var kept = Enumerable.Range(0, weights.Length).Where(i => weights[i] >= 0.5).ToArray();
        var right = kept.Count(data.IsClean);
        return (kept.Length == 0 ? 0 : 100.0 * right / kept.Length, 100.0 * right / Math.Max(1, Enumerable.Range(0, weights.Length).Count(data.IsClean)));
    }
}
