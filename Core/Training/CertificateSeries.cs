using Hodl.Core.Hypergradients;
using Hodl.Core.Metrics;
using Hodl.Core.Runs;

namespace Hodl.Core.Training;

/// <summary>What certificates made during training leave as series: how honest the gradient was over the run.</summary>
public static class CertificateSeries
{
    /// <summary>How the series read.</summary>
    public static IReadOnlyList<MetricInfo> Infos { get; } =
    [
        new("certified_error", "‖g − g*‖/‖g*‖ — error of the run's own hypergradient", Better: Better.Lower, Log: true),
        new("certified_cosine", "cos(g, g*) — its direction", Better: Better.Higher),
        new("formula_error", "Error of the method's formula, everything solved", Better: Better.Lower, Log: true),
    ];

    /// <summary>Tells an observer a certificate, its points, and a warning where the vector is wrong.</summary>
    public static void Record(IRunObserver observer, Certificate certificate)
    {
        ArgumentNullException.ThrowIfNull(observer);
        ArgumentNullException.ThrowIfNull(certificate);
        observer.OnCertificate(certificate);
        if (certificate.RunError is { } error)
        {
            observer.OnMetric("certified_error", certificate.Step, error);
        }

        if (certificate.RunCosine is { } cosine)
        {
            observer.OnMetric("certified_cosine", certificate.Step, cosine);
        }

        if (double.IsFinite(certificate.RelativeError) && certificate.Comparisons.Count > 0)
        {
            observer.OnMetric("formula_error", certificate.Step, certificate.RelativeError);
        }

        if (certificate.Run == RunVerdict.Wrong)
        {
            observer.OnLog(new(LogSeverity.Warning, certificate.Step, $"The hypergradient of this step is wrong: {certificate.RunReason}"));
        }
    }
}
