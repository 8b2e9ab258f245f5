namespace Hodl.Server.Store;

/// <summary>Sessions that people ended by signing out: a copy of their cookie opens nothing any more, also after a restart.</summary>
/// <param name="catalog">The catalog.</param>
/// <param name="clock">Says when a cookie would have ended by itself.</param>
public sealed class SessionStore(Catalog catalog, TimeProvider clock)
{
    private readonly CatalogTable<SessionEntry> ended = catalog.Table<SessionEntry>("ended_sessions");

    private long Now => clock.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>The name of a new session.</summary>
    public static string New() => Secret.New();

    /// <summary>Ends a session.</summary>
    /// <param name="session">Its name.</param>
    /// <param name="lasts">How long its cookie may still be good.</param>
    public void End(string session, TimeSpan lasts) => catalog.Write(change =>
    {
        foreach (var old in change.All(ended).Values.Where(entry => entry.Until < Now))
        {
            change.Remove(ended, old.Id);
        }

        var id = change.NextId("ended_sessions");
        change.Put(ended, id, new SessionEntry(id, Secret.Hash(session), Now + (long)lasts.TotalMilliseconds));
    });

    /// <summary>Whether a session was ended.</summary>
    public bool IsEnded(string session) => Secret.Hash(session) is var hash && ended.Rows.Values.Any(entry => entry.Hash == hash);
}
