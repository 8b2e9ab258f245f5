using Hodl.Core.Runs;

namespace Hodl.Components.Tables;

/// <summary>A line of the list: a run, or the heading of a group.</summary>
/// <param name="Run">The run; null for a heading.</param>
/// <param name="Heading">The group's name; empty for a run.</param>
/// <param name="Count">How many runs the group has.</param>
/// <param name="Index">Position among the runs; −1 for a heading.</param>
public sealed record RunListItem(RunRow? Run, string Heading = "", int Count = 0, int Index = -1);
