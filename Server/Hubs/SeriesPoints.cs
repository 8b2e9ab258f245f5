namespace Hodl.Server.Hubs;

/// <summary>New points of one series; NaN and ±∞ travel as the JSON strings "NaN", "Infinity", "-Infinity".</summary>
/// <param name="Name">The series.</param>
/// <param name="Steps">Outer steps.</param>
/// <param name="Seconds">Seconds of computing at each point.</param>
/// <param name="Values">Values.</param>
public sealed record SeriesPoints(string Name, IReadOnlyList<long> Steps, IReadOnlyList<double> Seconds, IReadOnlyList<double> Values);
