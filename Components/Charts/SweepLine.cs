namespace Hodl.Components.Charts;

/// <summary>A method's line in a <see cref="SweepChart"/>.</summary>
/// <param name="Name">The method.</param>
/// <param name="Color">A CSS variable.</param>
/// <param name="Points">Its points, by label.</param>
public sealed record SweepLine(string Name, string Color, IReadOnlyList<SweepPoint> Points);
