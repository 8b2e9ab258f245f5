namespace Hodl.Server.Store;

/// <summary>A project in the catalog.</summary>
internal sealed record ProjectEntry(long Id, string Name, string Summary, long Created, string Person, bool Open);
