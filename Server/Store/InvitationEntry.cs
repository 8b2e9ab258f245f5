namespace Hodl.Server.Store;

/// <summary>A link in the catalog by which a person chooses a password, once.</summary>
internal sealed record InvitationEntry(long Id, string Hash, long Person, long Expires);
