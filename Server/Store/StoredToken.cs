namespace Hodl.Server.Store;

/// <summary>A token of the interface, without its secret.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Person">The account that it acts for.</param>
/// <param name="Name">What it is for.</param>
/// <param name="Scopes">read, launch, admin.</param>
/// <param name="Created">When it was made.</param>
/// <param name="Expires">Until when it is good; null for no end.</param>
/// <param name="Used">When it was last used, to the minute; null when never.</param>
public sealed record StoredToken(
    long Id, long Person, string Name, IReadOnlyList<string> Scopes, DateTimeOffset Created, DateTimeOffset? Expires, DateTimeOffset? Used);
