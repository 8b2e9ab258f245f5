using Hodl.Core.Data;
using Hodl.Core.Hypergradients;


namespace Hodl.Core.Runs;

/// <summary>What a run has reported since the last batch; kept in one transaction.</summary>
public sealed class RunBatch
{
    private readonly Dictionary<string, SeriesColumn> _series = [];

    /// <summary>Number of the last batch of points in here; 0 when there are no points.</summary>
    public long Sequence { get; set; }

    /// <summary>New points.</summary>
    public IReadOnlyCollection<SeriesColumn> Series => _series.Values;

    /// <summary>How many new points there are.</summary>
    public int Points { get; private set; }

    /// <summary>About how many bytes this holds.</summary>
    public long Bytes { get; private set; }

    /// <summary>New inner curves.</summary>
    public List<InnerCurve> Curves { get; } = [];

    /// <summary>New images with their PNG bytes.</summary>
    public List<(RunImage Image, byte[] Png)> Images { get; } = [];

    /// <summary>New results, each with the outer step at which it came.</summary>
    public List<(long Step, RunResult Result)> Results { get; } = [];

    /// <summary>New data sets.</summary>
    public List<DataUsed> Data { get; } = [];

    /// <summary>New log lines with their times.</summary>
    public List<(DateTimeOffset At, RunLogLine Line)> Log { get; } = [];

    /// <summary>New certificates with their times.</summary>
    public List<(DateTimeOffset At, Certificate Certificate)> Certificates { get; } = [];

    /// <summary>New checkpoints, each with the seconds spent until it.</summary>
    public List<(double Seconds, RunCheckpoint Checkpoint)> Checkpoints { get; } = [];

    /// <summary>Outer steps done and in all; null when nothing was said.</summary>
    public (long Step, long Total)? Progress { get; set; }

    /// <summary>Seconds spent computing, over all attempts.</summary>
    public double Seconds { get; set; }

    /// <summary>A small picture of the main series; null leaves it as it is.</summary>
    public IReadOnlyList<double>? Sparkline { get; set; }

    /// <summary>Whether there is anything in here but the clock.</summary>
    public bool IsEmpty => Points == 0 && Details == 0 && Progress is null && Checkpoints.Count == 0;

    /// <summary>How many things other than points there are.</summary>
    public int Details => Curves.Count + Images.Count + Results.Count + Data.Count + Log.Count + Certificates.Count;

    /// <summary>Appends a point.</summary>
    public void Add(string series, long step, double seconds, double value)
    {
        Column(series).Add(step, seconds, value);
        Points++;
        Bytes += 24;
    }

    /// <summary>Appends points.</summary>
    public void Add(SeriesColumn points)
    {
        Column(points.Name).Add(points);
        Points += points.Steps.Count;
        Bytes += 24L * points.Steps.Count;
    }

    /// <summary>Makes room for something other than a point in <see cref="Bytes"/>.</summary>
    public void Weigh(long bytes) => Bytes += bytes;

    /// <summary>Appends everything of a later batch.</summary>
    public void Add(RunBatch later)
    {
        foreach (var column in later.Series)
        {
            Column(column.Name).Add(column);
        }

        Curves.AddRange(later.Curves);
        Images.AddRange(later.Images);
        Results.AddRange(later.Results);
        Data.AddRange(later.Data);
        Log.AddRange(later.Log);
        Certificates.AddRange(later.Certificates);
        Checkpoints.AddRange(later.Checkpoints);
        Sequence = Math.Max(Sequence, later.Sequence);
        Progress = later.Progress ?? Progress;
        Sparkline = later.Sparkline ?? Sparkline;
        Seconds = later.Seconds;
        Points += later.Points;
        Bytes += later.Bytes;
    }

    private SeriesColumn Column(string series)
    {
        if (!_series.TryGetValue(series, out var column))
        {
            _series[series] = column = new SeriesColumn(series);
        }

        return column;
    }
}
