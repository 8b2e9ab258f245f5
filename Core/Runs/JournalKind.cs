namespace Hodl.Core.Runs;

/// <summary>What a frame of a run's journal holds. Numbers that were once released never change.</summary>
public enum JournalKind : byte
{
    /// <summary>An attempt begins: what it takes back, who computes it, with what.</summary>
    Attempt = 1,

    /// <summary>Points of one series.</summary>
    Points = 2,

    /// <summary>An inner curve.</summary>
    Curve = 3,

    /// <summary>An image; its pixels are a file of the run's folder.</summary>
    Image = 4,

    /// <summary>A log line.</summary>
    Log = 5,

    /// <summary>A data set in use.</summary>
    Data = 6,

    /// <summary>A number for result tables.</summary>
    Result = 7,

    /// <summary>A certificate.</summary>
    Certificate = 8,

    /// <summary>Where the run stands; the last frame of every batch.</summary>
    Progress = 9,

    /// <summary>The attempt's end.</summary>
    End = 10,
}
