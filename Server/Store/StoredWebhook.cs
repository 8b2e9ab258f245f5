namespace Hodl.Server.Store;

/// <summary>An address that is told of the ends of runs.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Address">Where messages go.</param>
/// <param name="Tried">When the last message was sent; null when none was.</param>
/// <param name="Answer">What came of it.</param>
public sealed record StoredWebhook(long Id, string Address, DateTimeOffset? Tried, string Answer);
