namespace Hodl.Server.Store;

/// <summary>Something that somebody did.</summary>
/// <param name="Id">Ascending in the order of events.</param>
/// <param name="At">When.</param>
/// <param name="Person">Who; empty when nobody had to sign in.</param>
/// <param name="Deed">What, such as <c>launch</c> or <c>login</c>.</param>
/// <param name="Target">With what, such as <c>run 12</c>.</param>
/// <param name="Detail">More words; may be empty.</param>
public sealed record AuditEntry(long Id, DateTimeOffset At, string Person, string Deed, string Target, string Detail);
