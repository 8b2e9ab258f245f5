namespace Hodl.Server.Store;

/// <summary>Who did what; only ever added to, and not held in memory.</summary>
/// <param name="catalog">The catalog.</param>
/// <param name="clock">Stamps.</param>
public sealed class AuditLog(Catalog catalog, TimeProvider clock)
{
    private const int MostName = 200, MostText = 4000;
    private const string Collection = "audit";
    private readonly CatalogTable<AuditRecord> lines = catalog.Table<AuditRecord>(Collection, inMemory: false);
    private readonly Lock gate = new();
    private SortedSet<string>? deeds;

    /// <summary>Writes a line.</summary>
    public void Add(string person, string deed, string target, string detail = "")
    {
        catalog.Write(change =>
        {
            var id = change.NextId(Collection);
            change.Put(lines, id, new AuditRecord(id, clock.GetUtcNow().ToUnixTimeMilliseconds(), Cut(person, MostName), Cut(deed, MostName),
                Cut(target, MostText), Cut(detail, MostText)));
        });
        lock (gate)
        {
            deeds?.Add(deed);
        }
    }

    // Strangers write here too: with each name under which they try to sign in.
    private static string Cut(string text, int most) =>
        text.Length <= most ? text : $"{text[..(char.IsHighSurrogate(text[most - 1]) ? most - 1 : most)]}… ({text.Length} characters)";

    /// <summary>The latest lines first, of one person and one deed where these are named.</summary>
    /// <param name="person">Only this person's; empty takes all.</param>
    /// <param name="deed">Only such; empty takes all.</param>
    /// <param name="before">Only lines with a lower number.</param>
    /// <param name="most">At most so many.</param>
    public IReadOnlyList<AuditEntry> Read(string person = "", string deed = "", long before = long.MaxValue, int most = 100) =>
    [
        .. catalog.Newest<AuditRecord>(Collection, before, line =>
            (person == "" || line.Person == person) && (deed == "" || line.Deed == deed), most)
            .Select(line => new AuditEntry(line.Id, UnixTime.At(line.At), line.Person, line.Deed, line.Target,
                line.Detail)),
    ];

    /// <summary>The deeds that occur, in alphabetic order.</summary>
    public IReadOnlyList<string> Deeds()
    {
        lock (gate)
        {
            deeds ??= new SortedSet<string>(catalog.Newest<AuditRecord>(Collection, long.MaxValue, _ => true, int.MaxValue)
                .Select(line => line.Deed), StringComparer.Ordinal);
            return [.. deeds];
        }
    }
}
