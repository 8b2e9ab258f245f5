namespace Hodl.Server.Store;

/// <summary>Runs that one act took off the lists, or removed for good.</summary>
/// <remarks>A record of its own, however many runs: their own documents stay as they are.</remarks>
internal sealed record DeletionEntry(long Id, long At, IReadOnlyList<long> Runs);
