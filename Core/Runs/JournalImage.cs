namespace Hodl.Core.Runs;

/// <summary>An image as a journal names it.</summary>
/// <param name="Id">Its number within the run, never given twice.</param>
/// <param name="Image">What it shows, without its pixels.</param>
/// <param name="Sha256">Of the PNG, lower-case hex.</param>
public sealed record JournalImage(long Id, RunImage Image, string Sha256);
