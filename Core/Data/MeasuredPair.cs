namespace Hodl.Core.Data;

/// <summary>What measuring a pair gave.</summary>
/// <param name="Name">Of the pair.</param>
/// <param name="Values">By metric name; empty when it could not be measured.</param>
/// <param name="Failure">Why it could not; empty otherwise.</param>
public sealed record MeasuredPair(string Name, IReadOnlyDictionary<string, double> Values, string Failure = "");
