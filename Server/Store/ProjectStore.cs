using Dapper;
using Microsoft.Data.Sqlite;

namespace Hodl.Server.Store;

/// <summary>Projects, and which runs belong to them.</summary>
/// <param name="database">The file.</param>
/// <param name="clock">Stamps.</param>
public sealed class ProjectStore(Database database, TimeProvider clock)
{
    /// <summary>The longest name.</summary>
    public const int MostName = 80;

    private const string Touch = "changed = (select max(changed) + 1 from runs)";
    private const int UniqueViolated = 19;

    /// <summary>Raised when projects were made, renamed or deleted.</summary>
    public event Action? Changed;

    /// <summary>Every project by name.</summary>
    public IReadOnlyList<StoredProject> List() => database.Read<IReadOnlyList<StoredProject>>(connection => [.. connection
        .Query<(long Id, string Name, string Summary, long Runs)>(
            "select p.id, p.name, p.summary, (select count(*) from runs r where r.project = p.id and r.deleted is null) from projects p order by p.name collate nocase")
        .Select(row => new StoredProject(row.Id, row.Name, row.Summary, row.Runs))]);

    /// <summary>Makes a project.</summary>
    /// <exception cref="InvalidOperationException">The name is empty, too long or taken.</exception>
    public void Add(string name, string summary) => Change(() => database.Write(connection => connection.Execute(
        "insert into projects (name, summary, created) values (@name, @summary, @now)",
        new { name = Checked(name), summary = summary.Trim(), now = clock.GetUtcNow().ToUnixTimeMilliseconds() })), name);

    /// <summary>Gives it another name and summary.</summary>
    /// <exception cref="InvalidOperationException">The name is empty, too long or taken.</exception>
    public void Update(long id, string name, string summary) => Change(() => database.Write(connection =>
    {
        connection.Execute("update projects set name = @name, summary = @summary where id = @id", new { id, name = Checked(name), summary = summary.Trim() });
        return connection.Execute($"update runs set {Touch} where project = @id", new { id });
    }), name);

    /// <summary>Deletes a project; its runs stay, outside of all projects.</summary>
    /// <returns>The runs that were in it.</returns>
    public IReadOnlyList<long> Delete(long id)
    {
        IReadOnlyList<long> runs = [];
        Change(() => database.Write(connection =>
        {
            runs = connection.Query<long>($"update runs set project = null, {Touch} where project = @id returning id", new { id }).AsList();
            return connection.Execute("delete from projects where id = @id", new { id });
        }), "");
        return runs;
    }

    /// <summary>Moves runs into the project of a name; out of all with an empty one.</summary>
    public void Move(IReadOnlyList<long> runs, string name) => Change(() => database.Write(connection => connection.Execute(
        $"update runs set project = (select id from projects where name = @name), {Touch} where id in @runs", new { runs, name })), name);

    private static string Checked(string name) => name.Trim() is { Length: > 0 and <= MostName } good
        ? good : throw new InvalidOperationException($"Name: allowed are 1 … {MostName} characters.");

    private void Change(Action act, string name)
    {
        try
        {
            act();
        }
        catch (SqliteException taken) when (taken.SqliteErrorCode == UniqueViolated)
        {
            throw new InvalidOperationException($"There is a project {name.Trim()} already.", taken);
        }

        Changed?.Invoke();
    }
}
