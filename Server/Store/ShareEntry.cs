namespace Hodl.Server.Store;

/// <summary>A link in the catalog; of its secret only the hash.</summary>
internal sealed record ShareEntry(long Id, string Kind, string Target, string Title, string Hash, string Person, long Created,
    long? Expires, long? Revoked);
