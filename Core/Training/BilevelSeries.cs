using Hodl.Core.Bilevel;
using Hodl.Core.Metrics;
using Hodl.Core.Runs;

namespace Hodl.Core.Training;

/// <summary>
/// The series that every run of an upper-level method reports: what was called, at the same steps as its losses, so that
/// curves can be drawn against iterations, gradients, products and seconds.
/// </summary>
public static class BilevelSeries
{
    private const double Growth = 1.04;

    /// <summary>What they are.</summary>
    public static IReadOnlyList<MetricInfo> Infos { get; } =
    [
        new("upper_gradients", "Upper-level gradients so far"),
        new("lower_gradients", "Lower-level gradients so far"),
        new("hessian_products", "Hessian-vector products so far"),
        new("cross_products", "Cross-derivative products so far"),
        new("gradients", "Gradients and products so far"),
        new("losses", "Losses so far"),
        new("method_seconds", "Seconds of the method's steps", "s"),
        new("calls_gradients", "Gradients and products", Better: Better.Lower, IsResult: true),
        new("calls_hessian_products", "Hessian-vector products", Better: Better.Lower, IsResult: true),
        new("calls_losses", "Losses", Better: Better.Lower, IsResult: true),
        new("calls_seconds", "Seconds of the method", "s", Better.Lower, IsResult: true),
    ];

    /// <summary>Reports the counts at a step.</summary>
    public static void Report(IRunObserver observer, long step, BilevelCalls calls)
    {
        observer.OnMetric("upper_gradients", step, calls.UpperGradients);
        observer.OnMetric("lower_gradients", step, calls.LowerGradients);
        observer.OnMetric("hessian_products", step, calls.HessianProducts);
        observer.OnMetric("cross_products", step, calls.CrossProducts);
        observer.OnMetric("gradients", step, calls.Gradients);
        observer.OnMetric("losses", step, calls.Losses);
        observer.OnMetric("method_seconds", step, calls.Seconds);
    }

    /// <summary>Reports the counts at the end.</summary>
    public static void Results(IRunObserver observer, BilevelCalls calls)
    {
        observer.OnResult(new("calls_gradients", calls.Gradients));
        observer.OnResult(new("calls_hessian_products", calls.HessianProducts));
        observer.OnResult(new("calls_losses", calls.Losses));
        observer.OnResult(new("calls_seconds", calls.Seconds));
    }

    /// <summary>Whether a step is reported: the first fifty, later ones at distances that grow by a twenty-fifth of the step.</summary>
    public static bool IsDue(long step) =>
        step <= 50 || Math.Floor(Math.Log(step) / Math.Log(Growth)) > Math.Floor(Math.Log(step - 1) / Math.Log(Growth));
}
