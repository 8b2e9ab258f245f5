namespace Hodl.Core.Data;

/// <summary>A data set on its way from its official address, or arrived.</summary>
/// <param name="File">The file that is coming; empty before the first byte.</param>
/// <param name="Done">Bytes of all files that are there.</param>
/// <param name="Total">Bytes of all files; 0 while unknown.</param>
/// <param name="Left">Seconds that the rest will take at the pace so far; null while unknown.</param>
public sealed record DataFetchRun(string File = "", long Done = 0, long Total = 0, double? Left = null)
{
    /// <summary>Whether it is over.</summary>
    public bool IsOver { get; init; }

    /// <summary>Why it came to no end, and what to do; empty otherwise.</summary>
    public string Failure { get; init; } = "";

    /// <summary>Share of the bytes that are there, in percent; null while unknown.</summary>
    public int? Percent => Total > 0 ? (int)Math.Clamp(100.0 * Done / Total, 0, 100) : null;
}
