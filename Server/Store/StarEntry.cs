namespace Hodl.Server.Store;

/// <summary>A star in the catalog.</summary>
internal sealed record StarEntry(long Id, string Person, long Run);
