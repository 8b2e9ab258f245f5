namespace Hodl.Server.Store;

/// <summary>Projects, and which runs belong to them.</summary>
/// <param name="catalog">The catalog.</param>
/// <param name="clock">Stamps.</param>
public sealed class ProjectStore(Catalog catalog, TimeProvider clock)
{
    /// <summary>The longest name.</summary>
    public const int MostName = 80;

    private readonly CatalogTable<ProjectEntry> projects = catalog.Table<ProjectEntry>("projects");

    /// <summary>Raised when projects were made, renamed or deleted.</summary>
    public event Action? Changed;

    /// <summary>Why some cannot be read, by their ids.</summary>
    public IReadOnlyDictionary<long, string> Damaged => projects.Damaged;

    /// <summary>Every project by name.</summary>
    public IReadOnlyList<StoredProject> List()
    {
        var counts = catalog.Runs.Table.Rows.Values.Where(run => run.Deleted is null).GroupBy(run => run.Project)
            .ToDictionary(group => group.Key, group => group.LongCount());
        return [.. projects.Rows.Values.OrderBy(project => project.Name, StringComparer.OrdinalIgnoreCase)
            .Select(project => new StoredProject(project.Id, project.Name, project.Summary,
                counts.GetValueOrDefault(project.Id), project.Person, project.Open))];
    }

    /// <summary>The id of the project of a name; null when there is none.</summary>
    public long? Find(string name) =>
        projects.Rows.Values.FirstOrDefault(project => string.Equals(project.Name, name, StringComparison.OrdinalIgnoreCase))?.Id;

    /// <summary>Whether the project of a name is open to all who may launch.</summary>
    public bool IsOpen(string name) => name != "" && projects.Rows.Values
        .Any(project => project.Open && string.Equals(project.Name, name, StringComparison.OrdinalIgnoreCase));

    /// <summary>Makes a project.</summary>
    /// <exception cref="InvalidOperationException">The name is empty, too long or taken.</exception>
    public void Add(string name, string summary, string person = "", bool open = false)
    {
        catalog.Write(change =>
        {
            var free = Free(change, name, 0);
            var id = change.NextId("projects");
            change.Put(projects, id, new ProjectEntry(id, free, summary.Trim(), clock.GetUtcNow().ToUnixTimeMilliseconds(), person,
                open));
        });
        Changed?.Invoke();
    }

    /// <summary>Gives it another name and summary, opens it to all who may launch or closes it.</summary>
    /// <exception cref="InvalidOperationException">The name is empty, too long or taken.</exception>
    public void Update(long id, string name, string summary, bool open)
    {
        catalog.Write(change =>
        {
            if (change.Find(projects, id) is { } project)
            {
                change.Put(projects, id, project with { Name = Free(change, name, id), Summary = summary.Trim(), Open = open });
                ForRunsOf(change, id, run => run);
            }
        });
        Changed?.Invoke();
    }

    /// <summary>Deletes a project; its runs stay, outside of all projects.</summary>
    /// <returns>The runs that were in it.</returns>
    public IReadOnlyList<long> Delete(long id)
    {
        var runs = catalog.Write(change =>
        {
            change.Remove(projects, id);
            return ForRunsOf(change, id, run => run with { Project = 0 });
        });
        Changed?.Invoke();
        return runs;
    }

    /// <summary>Moves runs into the project of a name; out of all with an empty one.</summary>
    public void Move(IReadOnlyList<long> runs, string name)
    {
        catalog.Write(change =>
        {
            var project = Named(change, name)?.Id ?? 0;
            foreach (var id in runs)
            {
                catalog.Runs.Change(change, id, run => run with { Project = project });
            }
        });
        Changed?.Invoke();
    }

    private List<long> ForRunsOf(CatalogChange change, long project, Func<RunEntry, RunEntry> with)
    {
        var runs = change.All(catalog.Runs.Table).Values.Where(run => run.Project == project).ToList();
        runs.ForEach(run => catalog.Runs.Put(change, with(run)));
        return runs.ConvertAll(run => run.Id);
    }

    private ProjectEntry? Named(CatalogChange change, string name) =>
        change.All(projects).Values.FirstOrDefault(project => string.Equals(project.Name, name, StringComparison.OrdinalIgnoreCase));

    private string Free(CatalogChange change, string name, long but)
    {
        var good = name.Trim() is { Length: > 0 and <= MostName } text ? text
            : throw new InvalidOperationException($"Name: allowed are 1 … {MostName} characters.");
        return Named(change, good) is { } taken && taken.Id != but
            ? throw new InvalidOperationException($"There is a project {good} already.") : good;
    }
}
