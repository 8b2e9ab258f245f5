using System.Runtime.InteropServices;

namespace Hodl.Core.Runs;

/// <summary>Points of one series that are being put together.</summary>
/// <param name="about">How many will come, or 0.</param>
internal sealed class PointArrays(long about)
{
    private long[] _steps = new long[about];
    private double[] _seconds = new double[about];
    private double[] _values = new double[about];
    private int _count;

    /// <summary>How many points they stand for.</summary>
    public long Total { get; set; }

    /// <summary>Appends a point.</summary>
    public void Add(long step, double seconds, double value)
    {
        var (steps, times, values) = Take(1);
        (steps[0], times[0], values[0]) = (step, seconds, value);
    }

    /// <summary>Appends points.</summary>
    public void Add(SeriesColumn points)
    {
        var (steps, seconds, values) = Take(points.Steps.Count);
        CollectionsMarshal.AsSpan(points.Steps).CopyTo(steps);
        CollectionsMarshal.AsSpan(points.Seconds).CopyTo(seconds);
        CollectionsMarshal.AsSpan(points.Values).CopyTo(values);
    }

    /// <summary>Room for more points, to be filled.</summary>
    public Room Take(int count)
    {
        if (_steps.Length - _count < count)
        {
            var length = Math.Max(_count + count, (int)Math.Min(Array.MaxLength, 2L * _steps.Length));
            Array.Resize(ref _steps, length);
            Array.Resize(ref _seconds, length);
            Array.Resize(ref _values, length);
        }

        _count += count;
        return new Room(_steps.AsSpan(_count - count, count), _seconds.AsSpan(_count - count, count),
            _values.AsSpan(_count - count, count));
    }

    /// <summary>The room that was taken last is not needed.</summary>
    public void GiveBack(int count) => _count -= count;

    /// <summary>The points, thinned when there are more than <paramref name="maxPoints"/> (0: no limit).</summary>
    public SeriesData ToData(string series, int maxPoints)
    {
        if (maxPoints <= 0 || _count <= maxPoints)
        {
            Array.Resize(ref _steps, _count);
            Array.Resize(ref _seconds, _count);
            Array.Resize(ref _values, _count);
            return new SeriesData(series, _steps, _seconds, _values, Total);
        }

        var chosen = Thinning.Choose(_values.AsSpan(0, _count), maxPoints);
        return new SeriesData(
            series,
            Array.ConvertAll(chosen, i => _steps[i]),
            Array.ConvertAll(chosen, i => _seconds[i]),
            Array.ConvertAll(chosen, i => _values[i]),
            Total);
    }

    /// <summary>Room for points.</summary>
    internal readonly ref struct Room(Span<long> steps, Span<double> seconds, Span<double> values)
    {
        private readonly Span<long> _steps = steps;
        private readonly Span<double> _seconds = seconds;
        private readonly Span<double> _values = values;

        public void Deconstruct(out Span<long> steps, out Span<double> seconds, out Span<double> values)
        {
            steps = _steps;
            seconds = _seconds;
            values = _values;
        }
    }
}
