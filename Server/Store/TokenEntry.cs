namespace Hodl.Server.Store;

/// <summary>A token in the catalog; of its secret only the hash.</summary>
internal sealed record TokenEntry(long Id, long Person, string Name, IReadOnlyList<string> Scopes, string Hash, long Created, long? Expires,
    long? Used, long? Revoked);
