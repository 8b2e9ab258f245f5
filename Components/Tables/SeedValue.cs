using Hodl.Core.Runs;

namespace Hodl.Components.Tables;

/// <summary>One run's number in a cell.</summary>
/// <param name="Run">The run.</param>
/// <param name="Value">Its number.</param>
/// <param name="Pair">What pairs it with a run of another row: the seed, with the label where a cell averages over labels.</param>
public sealed record SeedValue(RunRow Run, double Value, string Pair);
