namespace Hodl.Server.Store;

/// <summary>Links that show one thing to whoever holds them.</summary>
/// <param name="catalog">The catalog.</param>
/// <param name="clock">Stamps.</param>
public sealed class ShareStore(Catalog catalog, TimeProvider clock)
{
    private readonly CatalogTable<ShareEntry> shares = catalog.Table<ShareEntry>("shares");

    private long Now => clock.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>Makes a link.</summary>
    /// <returns>Its number, and its secret, which is kept nowhere.</returns>
    public (long Id, string Secret) Add(string kind, string target, string title, string person, DateTimeOffset? expires)
    {
        var secret = Secret.New();
        var id = catalog.Write(change =>
        {
            var next = change.NextId("shares");
            change.Put(shares, next,
                new ShareEntry(next, kind, target, title, Secret.Hash(secret), person, Now, expires?.ToUnixTimeMilliseconds(), null));
            return next;
        });
        return (id, secret);
    }

    /// <summary>The link of a secret; null when there is none, it was taken back or its time is over.</summary>
    public StoredShare? FindSecret(string secret) =>
        Secret.Hash(secret) is var hash && shares.Rows.Values.FirstOrDefault(share => share.Hash == hash) is { } found && IsGood(found)
        ? Stored(found) : null;

    /// <summary>The link of a number, under the same conditions.</summary>
    public StoredShare? Find(long id) => shares.Find(id) is { } found && IsGood(found) ? Stored(found) : null;

    /// <summary>Why some cannot be read, by their ids.</summary>
    public IReadOnlyDictionary<long, string> Damaged => shares.Damaged;

    /// <summary>The links that are good, the newest first.</summary>
    public IReadOnlyList<StoredShare> List() => [.. shares.Rows.Values.Where(IsGood).Reverse().Select(Stored)];

    /// <summary>Takes a link back for good.</summary>
    public void Revoke(long id) => catalog.Write(change =>
    {
        if (change.Find(shares, id) is { Revoked: null } share)
        {
            change.Put(shares, id, share with { Revoked = Now });
        }
    });

    private bool IsGood(ShareEntry share) => share.Revoked is null && (share.Expires is null || share.Expires > Now);

    private static StoredShare Stored(ShareEntry share) =>
        new(share.Id, share.Kind, share.Target, share.Title, share.Person, UnixTime.At(share.Created),
        share.Expires is { } at ? UnixTime.At(at) : null);
}
