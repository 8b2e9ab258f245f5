using Hodl.Core.Data;
using Hodl.Core.Hypergradients;

namespace Hodl.Core.Runs;

/// <summary>An observer that keeps nothing, for measuring or building without a run.</summary>
public sealed class SilentObserver : IRunObserver
{
    /// <inheritdoc/>
    public void OnProgress(long step, long total)
    {
    }

    /// <inheritdoc/>
    public void OnMetric(string series, long step, double value)
    {
    }

    /// <inheritdoc/>
    public void OnInnerCurve(InnerCurve curve)
    {
    }

    /// <inheritdoc/>
    public void OnImage(RunImage image)
    {
    }

    /// <inheritdoc/>
    public void OnResult(RunResult result)
    {
    }

    /// <inheritdoc/>
    public void OnData(DataUsed data)
    {
    }

    /// <inheritdoc/>
    public void OnLog(RunLogLine line)
    {
    }

    /// <inheritdoc/>
    public void OnCertificate(Certificate certificate)
    {
    }

    /// <inheritdoc/>
    public void OnCheckpoint(RunCheckpoint checkpoint)
    {
    }
}
