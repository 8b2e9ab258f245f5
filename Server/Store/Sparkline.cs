namespace Hodl.Server.Store;

/// <summary>A small picture of a series that grows: every 2^n-th value, twenty to forty of them, and the last.</summary>
internal sealed class Sparkline
{
    private const int Most = 40;
    private readonly List<double> _values = [];
    private long _count;
    private int _stride = 1;
    private double _last;

    /// <summary>The picture of a whole series.</summary>
    public static double[] Of(IEnumerable<double> values)
    {
        var picture = new Sparkline();
        foreach (var value in values)
        {
            picture.Add(value);
        }

        return picture.Values();
    }

    /// <summary>Takes in the next value.</summary>
    public void Add(double value)
    {
        _last = value;
        if (_count++ % _stride != 0)
        {
            return;
        }

        if (_values.Count == Most)
        {
            for (var i = 0; i < Most / 2; i++)
            {
                _values[i] = _values[2 * i];
            }

            _values.RemoveRange(Most / 2, Most / 2);
            _stride *= 2;
            if ((_count - 1) % _stride != 0)
            {
                return;
            }
        }

        _values.Add(value);
    }

    /// <summary>The picture.</summary>
    public double[] Values() => _count == 0 || (_count - 1) % _stride == 0 ? [.. _values] : [.. _values, _last];
}
