namespace Hodl.Server.Store;

/// <summary>A session that was ended before its time.</summary>
internal sealed record SessionEntry(long Id, string Hash, long Until);
