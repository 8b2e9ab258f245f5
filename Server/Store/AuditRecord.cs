namespace Hodl.Server.Store;

/// <summary>A line of the audit log in the catalog.</summary>
internal sealed record AuditRecord(long Id, long At, string Person, string Deed, string Target, string Detail);
