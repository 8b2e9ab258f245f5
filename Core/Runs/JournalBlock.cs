namespace Hodl.Core.Runs;

/// <summary>Successive chunks of a series, about a thousand points at least.</summary>
/// <param name="FirstChunk">The first of them.</param>
/// <param name="Chunks">How many.</param>
/// <param name="Count">Points that count.</param>
/// <param name="First">Their lowest step.</param>
/// <param name="Last">Their highest step.</param>
/// <param name="Extremes">What a chart of very many points needs of them; null where the points themselves must be read.</param>
internal sealed record JournalBlock(int FirstChunk, int Chunks, long Count, long First, long Last, SeriesColumn? Extremes);
