namespace Hodl.Server.Store;

/// <summary>A message in the catalog that was not taken yet; <paramref name="Due"/> says when to try (again).</summary>
internal sealed record MessageEntry(long Id, long Webhook, long Run, string Body, long Attempt, long Due);
