namespace Hodl.Components.Charts;

/// <summary>From values to shares of a linear or logarithmic axis, and round numbers along it.</summary>
/// <param name="Low">Where it begins; the power of ten where it is logarithmic.</param>
/// <param name="High">Where it ends, likewise.</param>
/// <param name="Log">Whether it is logarithmic.</param>
internal readonly record struct ChartAxis(double Low, double High, bool Log)
{
    /// <summary>The axis over values, which are positive where it is logarithmic.</summary>
    public static ChartAxis Over(IEnumerable<double> values, bool log)
    {
        var seen = values.Select(value => log ? Math.Log10(value) : value).ToList();
        var (low, high) = (seen.Min(), seen.Max());
        return high > low ? new(low, high, log) : new(low - 0.5, high + 0.5, log);
    }

    /// <summary>0 at the beginning, 1 at the end.</summary>
    public double Share(double value) => ((Log ? Math.Log10(value) : value) - Low) / (High - Low);

    /// <summary>At most so many multiples of 1, 2 or 5 times a power of ten; powers of ten where it is logarithmic.</summary>
    public IEnumerable<double> Ticks(int most)
    {
        var raw = (High - Low) / most;
        var scale = Math.Pow(10, Math.Floor(Math.Log10(raw)));
        var step = new[] { 1.0, 2, 5, 10 }.Select(nice => nice * scale).First(nice => nice >= raw);
        step = Log ? Math.Max(1, Math.Ceiling(step)) : step;
        for (var tick = Math.Ceiling(Low / step) * step; tick <= High + (step * 1e-9); tick += step)
        {
            yield return Log ? Math.Pow(10, tick) : tick;
        }
    }
}
