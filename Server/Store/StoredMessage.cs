namespace Hodl.Server.Store;

/// <summary>A message to an address that was not taken yet.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Webhook">The address's number.</param>
/// <param name="Address">Where it goes.</param>
/// <param name="Run">The run that it is about.</param>
/// <param name="Body">What it says.</param>
/// <param name="Attempt">How often it was tried.</param>
public sealed record StoredMessage(long Id, long Webhook, string Address, long Run, string Body, long Attempt);
