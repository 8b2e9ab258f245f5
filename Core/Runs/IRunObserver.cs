using Hodl.Core.Data;
using Hodl.Core.Hypergradients;

namespace Hodl.Core.Runs;

/// <summary>
/// The only seam between computing and keeping. Called on the run's own thread, in the order of events; every call
/// returns before the next number is computed, so an observer that waits slows the run instead of losing a point.
/// </summary>
public interface IRunObserver
{
    /// <summary>The outer loop has finished step <paramref name="step"/> of <paramref name="total"/>.</summary>
    void OnProgress(long step, long total);

    /// <summary>One point of an outer series, such as <c>phi</c>. NaN and ±∞ are points too.</summary>
    void OnMetric(string series, long step, double value);

    /// <summary>The curve of one inner solve.</summary>
    void OnInnerCurve(InnerCurve curve);

    /// <summary>An image to look at.</summary>
    void OnImage(RunImage image);

    /// <summary>A number for the result table. The last one of a metric counts.</summary>
    void OnResult(RunResult result);

    /// <summary>A data set that the run has used.</summary>
    void OnData(DataUsed data);

    /// <summary>A line for the log; warnings are also shown on the run's header.</summary>
    void OnLog(RunLogLine line);

    /// <summary>Whether the hypergradient was right at one step. A later one of the same step takes its place.</summary>
    void OnCertificate(Certificate certificate);

    /// <summary>A state from which the run can go on.</summary>
    void OnCheckpoint(RunCheckpoint checkpoint);
}
