namespace Hodl.Server.Exchange;

/// <summary>A curve of a drawn chart.</summary>
/// <param name="Name">In the legend.</param>
/// <param name="Color">A CSS colour.</param>
/// <param name="X">Ascending.</param>
/// <param name="Y">Values; where one is NaN or infinite the line has a gap.</param>
/// <param name="Total">How many points it stands for.</param>
public sealed record SvgCurve(string Name, string Color, IReadOnlyList<double> X, IReadOnlyList<double> Y, long Total);
