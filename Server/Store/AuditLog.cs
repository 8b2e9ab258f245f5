using Dapper;

namespace Hodl.Server.Store;

/// <summary>Who did what; only ever added to.</summary>
/// <param name="database">The file.</param>
/// <param name="clock">Stamps.</param>
public sealed class AuditLog(Database database, TimeProvider clock)
{
    /// <summary>Writes a line.</summary>
    public void Add(string person, string deed, string target, string detail = "") => database.Write(connection => connection.Execute(
        "insert into audit (at, person, deed, target, detail) values (@at, @person, @deed, @target, @detail)",
        new { at = clock.GetUtcNow().ToUnixTimeMilliseconds(), person, deed, target, detail }));

    /// <summary>The latest lines first, of one person and one deed where these are named.</summary>
    /// <param name="person">Only this person's; empty takes all.</param>
    /// <param name="deed">Only such; empty takes all.</param>
    /// <param name="before">Only lines with a lower number.</param>
    /// <param name="most">At most so many.</param>
    public IReadOnlyList<AuditEntry> Read(string person = "", string deed = "", long before = long.MaxValue, int most = 100) =>
        database.Read<IReadOnlyList<AuditEntry>>(connection => [.. connection
            .Query<(long Id, long At, string Person, string Deed, string Target, string Detail)>(
                """
                select id, at, person, deed, target, detail from audit
                where id < @before and (@person = '' or person = @person) and (@deed = '' or deed = @deed) order by id desc limit @most
                """, new { person, deed, before, most })
            .Select(row => new AuditEntry(row.Id, DateTimeOffset.FromUnixTimeMilliseconds(row.At), row.Person, row.Deed, row.Target, row.Detail))]);

    /// <summary>The deeds that occur, in alphabetic order.</summary>
    public IReadOnlyList<string> Deeds() => database.Read<IReadOnlyList<string>>(connection => connection.Query<string>("select distinct deed from audit order by deed").AsList());
}
