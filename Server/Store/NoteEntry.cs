namespace Hodl.Server.Store;

/// <summary>A run's note in the catalog, under the run's id.</summary>
internal sealed record NoteEntry(long Id, string Text, string Person, long At);
