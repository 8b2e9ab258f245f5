namespace Hodl.Core.Metrics;

/// <summary>A metric's mean over the pairs that have it.</summary>
/// <param name="Metric">Its name.</param>
/// <param name="Count">How many.</param>
/// <param name="Value">The mean.</param>
public sealed record MetricMean(string Metric, int Count, double Value);
