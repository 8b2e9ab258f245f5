namespace Hodl.Components.Charts;

/// <summary>A point of a <see cref="SweepLine"/>.</summary>
/// <param name="X">Across.</param>
/// <param name="Y">Down, of the mean.</param>
/// <param name="Low">Down, of mean − std.</param>
/// <param name="High">Down, of mean + std.</param>
/// <param name="Words">Method, label, mean ± std and n.</param>
public sealed record SweepPoint(double X, double Y, double Low, double High, string Words);
