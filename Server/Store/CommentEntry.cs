namespace Hodl.Server.Store;

/// <summary>A comment in the catalog.</summary>
internal sealed record CommentEntry(long Id, long Run, string Person, long At, string Text, long? Deleted);
