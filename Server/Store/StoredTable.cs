using Hodl.Components.Tables;

namespace Hodl.Server.Store;

/// <summary>A saved table.</summary>
/// <param name="Id">Never given twice.</param>
/// <param name="Question">What it asks.</param>
/// <param name="Created">When it was first saved.</param>
/// <param name="Changed">When it was last saved.</param>
/// <param name="Person">Who made it; empty when nobody had to sign in.</param>
public sealed record StoredTable(long Id, TableQuestion Question, DateTimeOffset Created, DateTimeOffset Changed, string Person);
