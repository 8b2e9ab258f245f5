namespace Hodl.Server.Store;

/// <summary>An inner curve without its values, as the scrubber lists it.</summary>
/// <param name="Id">Its id for <see cref="RunStore.InnerCurve"/>.</param>
/// <param name="Series">What is plotted, such as <c>relative_step</c>.</param>
/// <param name="OuterStep">The outer step at which it was taken.</param>
/// <param name="TrainedK">Iterations that training uses.</param>
/// <param name="Phase"><c>train</c> or <c>test</c>.</param>
/// <param name="Count">How many values it has.</param>
public sealed record InnerCurveEntry(long Id, string Series, long OuterStep, int TrainedK, string Phase, int Count);
