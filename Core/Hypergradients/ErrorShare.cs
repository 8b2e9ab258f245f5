namespace Hodl.Core.Hypergradients;

/// <summary>One cause of a run's gradient error, measured by repairing it.</summary>
/// <param name="Cause">What was repaired, such as <c>linear solve cut</c>.</param>
/// <param name="Size">By how much the vector moved when it was, relative to the reference.</param>
/// <param name="Remaining">The relative error that was left, earlier causes repaired too.</param>
public sealed record ErrorShare(string Cause, double Size, double Remaining);
