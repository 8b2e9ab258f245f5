namespace Hodl.Core.Runs;

/// <summary>One inner solve: <c>Values[k−1]</c> belongs to iteration k = 1…Values.Count.</summary>
/// <param name="Series">What is plotted, such as <c>relative_step</c> for ‖u^k − u^{k−1}‖/‖u^{k−1}‖.</param>
/// <param name="OuterStep">The outer step at which the curve was taken.</param>
/// <param name="TrainedK">The number of iterations that training uses; what lies beyond is extrapolation (Fig. 3).</param>
/// <param name="Phase"><c>train</c> or <c>test</c>.</param>
/// <param name="Values">The curve.</param>
public sealed record InnerCurve(string Series, long OuterStep, int TrainedK, string Phase, IReadOnlyList<double> Values);
