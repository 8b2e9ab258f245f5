namespace Hodl.Server.Store;

/// <summary>An address in the catalog that is told of the ends of runs.</summary>
internal sealed record WebhookEntry(long Id, string Address, string Secret, long Created, long? Tried, string Answer);
