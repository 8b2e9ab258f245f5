using System.Runtime.InteropServices;

namespace Hodl.Core.Runs;

/// <summary>New points of one series, column by column.</summary>
/// <param name="name">The series.</param>
public sealed class SeriesColumn(string name)
{
    /// <summary>Of so many points the extremes are kept apart.</summary>
    public const int Stretch = 128;

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

    /// <summary>Appends points.</summary>
    public void Add(ReadOnlySpan<long> steps, ReadOnlySpan<double> seconds, ReadOnlySpan<double> values)
    {
        Steps.AddRange(steps);
        Seconds.AddRange(seconds);
        Values.AddRange(values);
    }

    /// <summary>Some of the points.</summary>
    public SeriesColumn Slice(int start, int count)
    {
        var part = new SeriesColumn(Name);
        part.Steps.AddRange(CollectionsMarshal.AsSpan(Steps).Slice(start, count));
        part.Seconds.AddRange(CollectionsMarshal.AsSpan(Seconds).Slice(start, count));
        part.Values.AddRange(CollectionsMarshal.AsSpan(Values).Slice(start, count));
        return part;
    }

    /// <summary>
    /// The first and the last point, and of every <see cref="Stretch"/> of them the lowest, the highest and the first
    /// non-finite one, in their order; null when they would be no fewer by much.
    /// </summary>
    public SeriesColumn? Extremes() => Extremes(Name, CollectionsMarshal.AsSpan(Steps), CollectionsMarshal.AsSpan(Seconds),
        CollectionsMarshal.AsSpan(Values));

    /// <summary>The same of points that lie elsewhere.</summary>
    public static SeriesColumn? Extremes(string name, ReadOnlySpan<long> steps, ReadOnlySpan<double> seconds, ReadOnlySpan<double> values)
    {
        if (steps.Length < 4 * Stretch)
        {
            return null;
        }

        var chosen = new SeriesColumn(name);
        foreach (var i in Thinning.Choose(values, 2 + (3 * (steps.Length / Stretch))))
        {
            chosen.Add(steps[i], seconds[i], values[i]);
        }

        return chosen;
    }
}
