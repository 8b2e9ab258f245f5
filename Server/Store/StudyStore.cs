namespace Hodl.Server.Store;

/// <summary>Method studies: which runs belong together.</summary>
/// <param name="catalog">The catalog.</param>
/// <param name="clock">Stamps them.</param>
public sealed class StudyStore(Catalog catalog, TimeProvider clock)
{
    private readonly CatalogTable<StudyEntry> studies = catalog.Table<StudyEntry>("studies");

    private long Now => clock.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>Why some cannot be read, by their ids.</summary>
    public IReadOnlyDictionary<long, string> Damaged => studies.Damaged;

    /// <summary>Every study that is not deleted, the newest first.</summary>
    public IReadOnlyList<StoredStudy> List() => [.. studies.Rows.Values.Where(study => study.Deleted is null).Reverse().Select(Stored)];

    /// <summary>One study that is not deleted; null when there is none.</summary>
    public StoredStudy? Find(long id) => studies.Find(id) is { Deleted: null } found ? Stored(found) : null;

    /// <summary>Who launched a study, deleted or not; null when there is none.</summary>
    public string? OwnerOf(long id) => studies.Find(id)?.Person;

    /// <summary>Keeps a study.</summary>
    /// <returns>Its id.</returns>
    public long Add(string name, IReadOnlyList<long> runs, string person = "") => catalog.Write(change =>
    {
        var id = change.NextId("studies");
        change.Put(studies, id, new StudyEntry(id, name, Now, null, [.. runs.Order()], person));
        return id;
    });

    /// <summary>Takes it from the list; its runs stay. <see cref="Undelete"/> brings it back.</summary>
    public void Delete(long id) => Change(id, study => study with { Deleted = Now });

    /// <summary>Brings a deleted study back.</summary>
    public void Undelete(long id) => Change(id, study => study with { Deleted = null });

    private void Change(long id, Func<StudyEntry, StudyEntry> with) => catalog.Write(change =>
    {
        if (change.Find(studies, id) is { } study)
        {
            change.Put(studies, id, with(study));
        }
    });

    private static StoredStudy Stored(StudyEntry study) =>
        new(study.Id, study.Name, UnixTime.At(study.Created), study.Runs, study.Person);
}
