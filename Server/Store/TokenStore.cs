namespace Hodl.Server.Store;

/// <summary>Tokens with which programs act for people.</summary>
/// <param name="catalog">The catalog.</param>
/// <param name="clock">Stamps.</param>
public sealed class TokenStore(Catalog catalog, TimeProvider clock)
{
    private const long MillisecondsBetweenMarks = 60_000;
    private readonly CatalogTable<TokenEntry> tokens = catalog.Table<TokenEntry>("tokens");

    private long Now => clock.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>Makes a token.</summary>
    /// <returns>Its secret, which is kept nowhere.</returns>
    public string Add(long person, string name, IEnumerable<string> scopes, DateTimeOffset? expires)
    {
        var secret = "hodl_" + Secret.New();
        catalog.Write(change =>
        {
            var id = change.NextId("tokens");
            change.Put(tokens, id,
                new TokenEntry(id, person, name, [.. scopes], Secret.Hash(secret), Now, expires?.ToUnixTimeMilliseconds(), null, null));
        });
        return secret;
    }

    /// <summary>The token of a secret, marked as used; null when there is none, or its time is over.</summary>
    public StoredToken? Use(string secret)
    {
        var hash = Secret.Hash(secret);
        if (tokens.Rows.Values.FirstOrDefault(token => token.Hash == hash) is not { Revoked: null } found || found.Expires <= Now)
        {
            return null;
        }

        if ((found.Used ?? 0) < Now - MillisecondsBetweenMarks)
        {
            Change(found.Id, token => token with { Used = Now });
        }

        return Stored(found);
    }

    /// <summary>A person's tokens that were not taken back, the newest first.</summary>
    public IReadOnlyList<StoredToken> List(long person) =>
        [.. tokens.Rows.Values.Where(token => token.Person == person && token.Revoked is null).Reverse().Select(Stored)];

    /// <summary>Takes a person's token back for good.</summary>
    /// <returns>False when this person has no such token.</returns>
    public bool Revoke(long id, long person) =>
        Change(id, token => token.Person == person && token.Revoked is null ? token with { Revoked = Now } : null);

    private bool Change(long id, Func<TokenEntry, TokenEntry?> with) => catalog.Write(change =>
    {
        if (change.Find(tokens, id) is not { } token || with(token) is not { } changed)
        {
            return false;
        }

        change.Put(tokens, id, changed);
        return true;
    });

    private static StoredToken Stored(TokenEntry token) =>
        new(token.Id, token.Person, token.Name, token.Scopes, At(token.Created)!.Value, At(token.Expires), At(token.Used));

    private static DateTimeOffset? At(long? milliseconds) => milliseconds is { } at ? UnixTime.At(at) : null;
}
