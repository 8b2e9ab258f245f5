namespace Hodl.Core.Runs;

/// <summary>A number of the result table: the mean over <paramref name="Count"/> items with their standard deviation.</summary>
/// <param name="Metric">Name with its convention, such as <c>psnr_gray</c>.</param>
/// <param name="Value">The mean, or the number itself when there is one item.</param>
/// <param name="Std">Sample standard deviation over the items; null when there is one item.</param>
/// <param name="Count">How many items, such as test images.</param>
public sealed record RunResult(string Metric, double Value, double? Std = null, int Count = 1);
