using Dapper;

namespace Hodl.Server.Store;

/// <summary>Links that show one thing to whoever holds them.</summary>
/// <param name="database">The file.</param>
/// <param name="clock">Stamps.</param>
public sealed class ShareStore(Database database, TimeProvider clock)
{
    private const string Good = "revoked is null and (expires is null or expires > @now)";

    private long Now => clock.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>Makes a link.</summary>
    /// <returns>Its number, and its secret, which is kept nowhere.</returns>
    public (long Id, string Secret) Add(string kind, string target, string title, string person, DateTimeOffset? expires)
    {
        var secret = Secret.New();
        var id = database.Write(connection => connection.ExecuteScalar<long>(
            "insert into shares (kind, target, title, hash, person, created, expires) values (@kind, @target, @title, @hash, @person, @now, @expires) returning id",
            new { kind, target, title, hash = Secret.Hash(secret), person, now = Now, expires = expires?.ToUnixTimeMilliseconds() }));
        return (id, secret);
    }

    /// <summary>The link of a secret; null when there is none, it was taken back or its time is over.</summary>
    public StoredShare? FindSecret(string secret) => Rows($"where hash = @hash and {Good}", new { hash = Secret.Hash(secret), now = Now }) is [var found, ..] ? found : null;

    /// <summary>The link of a number, under the same conditions.</summary>
    public StoredShare? Find(long id) => Rows($"where id = @id and {Good}", new { id, now = Now }) is [var found, ..] ? found : null;

    /// <summary>The links that are good, the newest first.</summary>
    public IReadOnlyList<StoredShare> List() => Rows($"where {Good} order by id desc", new { now = Now });

    /// <summary>Takes a link back for good.</summary>
    public void Revoke(long id) => database.Write(connection => connection.Execute("update shares set revoked = @now where id = @id and revoked is null", new { id, now = Now }));

    private IReadOnlyList<StoredShare> Rows(string where, object parameters) => database.Read<IReadOnlyList<StoredShare>>(connection => [.. connection
        .Query<(long Id, string Kind, string Target, string Title, string Person, long Created, long? Expires)>(
            $"select id, kind, target, title, person, created, expires from shares {where}", parameters)
        .Select(row => new StoredShare(row.Id, row.Kind, row.Target, row.Title, row.Person, DateTimeOffset.FromUnixTimeMilliseconds(row.Created),
            row.Expires is { } at ? DateTimeOffset.FromUnixTimeMilliseconds(at) : null))]);
}
