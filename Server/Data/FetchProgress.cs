namespace Hodl.Server.Data;

/// <summary>How far a download is.</summary>
/// <param name="File">Which.</param>
/// <param name="Done">Bytes that are there.</param>
/// <param name="Total">Bytes in all; 0 while unknown.</param>
/// <param name="Left">Seconds that the rest will take at the pace so far; null while unknown.</param>
public sealed record FetchProgress(string File, long Done, long Total, double? Left);
