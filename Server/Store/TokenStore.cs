using Dapper;

namespace Hodl.Server.Store;

/// <summary>Tokens with which programs act for people.</summary>
/// <param name="database">The file.</param>
/// <param name="clock">Stamps.</param>
public sealed class TokenStore(Database database, TimeProvider clock)
{
    private const long MillisecondsBetweenMarks = 60_000;

    private long Now => clock.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>Makes a token.</summary>
    /// <returns>Its secret, which is kept nowhere.</returns>
    public string Add(long person, string name, IEnumerable<string> scopes, DateTimeOffset? expires)
    {
        var secret = "hodl_" + Secret.New();
        database.Write(connection => connection.Execute(
            "insert into tokens (person, name, scopes, hash, created, expires) values (@person, @name, @scopes, @hash, @now, @expires)",
            new { person, name, scopes = string.Join(' ', scopes), hash = Secret.Hash(secret), now = Now, expires = expires?.ToUnixTimeMilliseconds() }));
        return secret;
    }

    /// <summary>The token of a secret, marked as used; null when there is none, or its time is over.</summary>
    public StoredToken? Use(string secret)
    {
        var found = Rows("where hash = @hash and revoked is null and (expires is null or expires > @now)", new { hash = Secret.Hash(secret), now = Now });
        if (found is not [var token, ..])
        {
            return null;
        }

        if ((token.Used?.ToUnixTimeMilliseconds() ?? 0) < Now - MillisecondsBetweenMarks)
        {
            database.Write(connection => connection.Execute("update tokens set used = @now where id = @Id", new { now = Now, token.Id }));
        }

        return token;
    }

    /// <summary>A person's tokens that were not taken back, the newest first.</summary>
    public IReadOnlyList<StoredToken> List(long person) => Rows("where person = @person and revoked is null order by id desc", new { person });

    /// <summary>Takes a person's token back for good.</summary>
    /// <returns>False when this person has no such token.</returns>
    public bool Revoke(long id, long person) => database.Write(connection =>
        connection.Execute("update tokens set revoked = @now where id = @id and person = @person and revoked is null", new { id, person, now = Now })) > 0;

    private IReadOnlyList<StoredToken> Rows(string where, object parameters) => database.Read<IReadOnlyList<StoredToken>>(connection => [.. connection
        .Query<(long Id, long Person, string Name, string Scopes, long Created, long? Expires, long? Used)>(
            $"select id, person, name, scopes, created, expires, used from tokens {where}", parameters)
        .Select(row => new StoredToken(row.Id, row.Person, row.Name, row.Scopes.Split(' '), At(row.Created)!.Value, At(row.Expires), At(row.Used)))]);

    private static DateTimeOffset? At(long? milliseconds) => milliseconds is { } at ? DateTimeOffset.FromUnixTimeMilliseconds(at) : null;
}
