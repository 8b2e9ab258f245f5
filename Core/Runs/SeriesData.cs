namespace Hodl.Core.Runs;

/// <summary>Points of one series, thinned for a chart or complete.</summary>
/// <param name="Series">Its name.</param>
/// <param name="Steps">Outer steps, ascending.</param>
/// <param name="Seconds">Seconds of computing at each point.</param>
/// <param name="Values">Values, bit for bit as recorded.</param>
/// <param name="Total">How many points the range holds before thinning.</param>
public sealed record SeriesData(string Series, long[] Steps, double[] Seconds, double[] Values, long Total);
