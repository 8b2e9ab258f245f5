namespace Hodl.Core.Runs;

/// <summary>Where points of a series lie: one frame of the journal.</summary>
/// <param name="Frame">The frame.</param>
/// <param name="Skip">Bytes of its payload before the points: the series' name and their count.</param>
/// <param name="Count">How many points the frame holds.</param>
/// <param name="First">Their lowest step.</param>
/// <param name="Last">Their highest step that counts.</param>
/// <param name="Kept">How many of them count.</param>
/// <param name="Most">Points of later steps were taken back.</param>
internal readonly record struct JournalChunk(JournalFrame Frame, int Skip, int Count, long First, long Last, int Kept, long Most)
{
    /// <summary>Where its points begin in the file.</summary>
    public long Points => Frame.Payload + Skip;

    /// <summary>Whether every point that it holds counts.</summary>
    public bool IsWhole => Kept == Count;
}
