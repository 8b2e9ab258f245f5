namespace Hodl.Server.Store;

/// <summary>New points of one series, column by column.</summary>
/// <param name="name">The series.</param>
public sealed class SeriesColumn(string name)
{
    /// <summary>The series.</summary>
    public string Name { get; } = name;

    /// <summary>Outer steps.</summary>
    public List<long> Steps { get; } = [];

    /// <summary>Seconds of computing at each point.</summary>
    public List<double> Seconds { get; } = [];

    /// <summary>Values.</summary>
    public List<double> Values { get; } = [];

    /// <summary>Appends a point.</summary>
    public void Add(long step, double seconds, double value)
    {
        Steps.Add(step);
        Seconds.Add(seconds);
        Values.Add(value);
    }

    /// <summary>Appends the points of another column.</summary>
    public void Add(SeriesColumn other)
    {
        Steps.AddRange(other.Steps);
        Seconds.AddRange(other.Seconds);
        Values.AddRange(other.Values);
    }
}
