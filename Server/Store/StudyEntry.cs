namespace Hodl.Server.Store;

/// <summary>A method study in the catalog.</summary>
internal sealed record StudyEntry(long Id, string Name, long Created, long? Deleted, IReadOnlyList<long> Runs, string Person);
