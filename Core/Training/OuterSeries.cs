using Hodl.Core.Hypergradients;
using Hodl.Core.Metrics;
using Hodl.Core.Runs;
using Hodl.Core.Solvers;

namespace Hodl.Core.Training;

/// <summary>
/// What every run of Algorithm 1 records at outer step t: <c>phi</c> = φ_K(ω^{t−1}), <c>hypergradient_norm</c> =
/// ‖∂φ_K/∂ω‖₂, <c>residual</c> = ‖u^K − T(u^K)‖_G; at chosen steps the inner curves <c>relative_step</c> and <c>loss</c>;
/// and warnings when the hypergradient is NaN or exactly zero. Seconds are stamped by the observer.
/// </summary>
/// <param name="observer">Takes it all.</param>
/// <param name="settings">K, and which steps are recorded.</param>
public sealed class OuterSeries(IRunObserver observer, TrainingSettings settings)
{
    private readonly HashSet<string> told = [];
    private bool wasZero;

    /// <summary>How the series read; every task that trains lists them.</summary>
    public static IReadOnlyList<MetricInfo> Infos { get; } =
    [
        new("phi", "φ_K — learning objective", Better: Better.Lower, Log: true),
        new("hypergradient_norm", "‖∂φ_K/∂ω‖ — hypergradient norm", Log: true),
        new("residual", "‖u^K − T(u^K)‖_G — residual", Better: Better.Lower, Log: true),
        new("step_seconds", "Seconds of one outer step", "s", Better.Lower),
        .. CertificateSeries.Infos,
    ];

    /// <summary>Whether the inner curve of step t is recorded.</summary>
    public bool WantsCurve(long t) => t == 1 || t == settings.OuterSteps || t % settings.CurveEvery == 0;

    /// <summary>Records step t.</summary>
    /// <exception cref="NonFiniteException">φ_K or the hypergradient is NaN or infinite; the points are recorded all the same.</exception>
    public void Record(long t, Hypergradient gradient, double norm, InnerTrace? trace)
    {
        observer.OnMetric("phi", t, gradient.Phi);
        observer.OnMetric("hypergradient_norm", t, norm);
        if (!double.IsNaN(gradient.Solve.Residual))
        {
            observer.OnMetric("residual", t, gradient.Solve.Residual);
        }

        if (trace is not null)
        {
            observer.OnInnerCurve(new("relative_step", t, settings.K, "train", trace.RelativeSteps));
            observer.OnInnerCurve(new("loss", t, settings.K, "train", trace.Measures));
        }

        foreach (var warning in gradient.Cost.Warnings.Where(warning => told.Add(warning.Split(':')[0])))
        {
            observer.OnLog(new(LogSeverity.Warning, t, warning));
        }

        if (!double.IsFinite(norm) || !double.IsFinite(gradient.Phi))
        {
            var quantity = double.IsFinite(gradient.Phi) ? "hypergradient" : "phi";
            observer.OnLog(new(LogSeverity.Warning, t, $"The {quantity} is {(double.IsFinite(gradient.Phi) ? norm : gradient.Phi)}; training stops here."));
            throw new NonFiniteException(quantity, t);
        }

        if (norm == 0 && !wasZero)
        {
            observer.OnLog(new(LogSeverity.Warning, t, gradient.Cost.LinearResidual >= 1
                ? "The hypergradient is exactly zero: its linear equation was not solved at all."
                : "The hypergradient is exactly zero: ω does not reach the loss, or training has stalled."));
        }

        wasZero = norm == 0;
    }
}
