using Hodl.Core.Data;
using Hodl.Core.Hypergradients;
using Hodl.Core.Runs;

namespace Hodl.Core.Tests.Runs;

/// <summary>Keeps everything that a run reports.</summary>
public sealed class RecordingObserver : IRunObserver
{
    public List<(string Series, long Step, double Value)> Metrics { get; } = [];

    public List<InnerCurve> Curves { get; } = [];

    public List<RunImage> Images { get; } = [];

    public Dictionary<string, RunResult> Results { get; } = [];

    public List<DataUsed> Data { get; } = [];

    public List<RunLogLine> Log { get; } = [];

    public List<RunCheckpoint> Checkpoints { get; } = [];

    public List<Certificate> Certificates { get; } = [];

    public (long Step, long Total) Progress { get; private set; }

    /// <summary>Called after every metric; a test cancels here.</summary>
    public Action<string, long> Watch { get; set; } = (_, _) => { };

    /// <summary>Called with every checkpoint.</summary>
    public Action<RunCheckpoint> WatchCheckpoint { get; set; } = _ => { };

    public double[] Series(string name) => [.. Metrics.Where(point => point.Series == name).Select(point => point.Value)];

    public void OnProgress(long step, long total) => Progress = (step, total);

    public void OnMetric(string series, long step, double value)
    {
        Metrics.Add((series, step, value));
        Watch(series, step);
    }

    public void OnInnerCurve(InnerCurve curve) => Curves.Add(curve);

    public void OnImage(RunImage image) => Images.Add(image);

    public void OnResult(RunResult result) => Results[result.Metric] = result;

    public void OnData(DataUsed data) => Data.Add(data);

    public void OnLog(RunLogLine line) => Log.Add(line);

    public void OnCertificate(Certificate certificate) => Certificates.Add(certificate);

    public void OnCheckpoint(RunCheckpoint checkpoint)
    {
        Checkpoints.Add(checkpoint);
        WatchCheckpoint(checkpoint);
    }
}
