using Hodl.Components.Tables;

namespace Hodl.Server.Store;

/// <summary>A saved table in the catalog.</summary>
internal sealed record TableEntry(long Id, TableQuestion Question, long Created, long Changed, long? Deleted, string Person);
