namespace Hodl.Components.Charts;

/// <summary>An inner curve that can be shown; its values are at <c>/api/v1/runs/{Run}/inner/{Id}</c>.</summary>
/// <param name="Run">The run.</param>
/// <param name="Id">The curve.</param>
/// <param name="Series">What it plots.</param>
/// <param name="OuterStep">Where in the run it was taken.</param>
/// <param name="TrainedK">Iterations that training uses.</param>
/// <param name="Phase"><c>train</c> or <c>test</c>.</param>
public sealed record InnerEntry(long Run, long Id, string Series, long OuterStep, int TrainedK, string Phase);
