namespace Hodl.Server.Store;

/// <summary>What somebody said about a run, once.</summary>
/// <param name="Id">Ascending in the order of time.</param>
/// <param name="Person">Who; empty when nobody had to sign in.</param>
/// <param name="At">When.</param>
/// <param name="Text">Markdown.</param>
public sealed record StoredComment(long Id, string Person, DateTimeOffset At, string Text);
