namespace Hodl.Server.Store;

/// <summary>What the catalog holds of runs besides their entries.</summary>
internal static class RunRemains
{
    /// <summary>Removes what belongs to runs that go.</summary>
    public static void Remove(Catalog catalog, CatalogChange change, IReadOnlySet<long> runs)
    {
        Drop(change, catalog.Table<NoteEntry>("notes"), note => runs.Contains(note.Id));
        Drop(change, catalog.Table<CommentEntry>("comments"), comment => runs.Contains(comment.Run));
        Drop(change, catalog.Table<StarEntry>("stars"), star => runs.Contains(star.Run));
        Drop(change, catalog.Table<MlRunEntry>("ml_runs"), run => runs.Contains(run.Id));
        Drop(change, catalog.Table<MlModelEntry>("ml_models"), model => runs.Contains(model.Run));
        Drop(change, catalog.Table<MessageEntry>("webhook_messages"), message => runs.Contains(message.Run));
        var studies = catalog.Table<StudyEntry>("studies");
        foreach (var (id, study) in change.All(studies))
        {
            if (study.Runs.Any(runs.Contains))
            {
                change.Put(studies, id, study with { Runs = [.. study.Runs.Where(run => !runs.Contains(run))] });
            }
        }
    }

    private static void Drop<T>(CatalogChange change, CatalogTable<T> table, Func<T, bool> goes)
        where T : class
    {
        foreach (var (id, record) in change.All(table))
        {
            if (goes(record))
            {
                change.Remove(table, id);
            }
        }
    }
}
