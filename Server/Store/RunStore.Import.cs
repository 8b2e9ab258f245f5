using System.Text.Json;
using Dapper;

namespace Hodl.Server.Store;

/// <content>Runs that were computed elsewhere.</content>
public sealed partial class RunStore
{
    private const int ChunkPoints = 8192;

    /// <summary>Keeps a run that was computed elsewhere, finished, with all its points.</summary>
    /// <param name="run">What came in.</param>
    /// <param name="person">Who brought it; empty when nobody has to sign in.</param>
    /// <param name="project">The project's name; empty for none.</param>
    /// <returns>Its id.</returns>
    public long Add(ImportedRun run, string person = "", string project = "") => database.Write(connection =>
    {
        var last = run.Series.SelectMany(column => column.Steps).DefaultIfEmpty(0).Max();
        var seconds = run.Series.SelectMany(column => column.Seconds).Where(double.IsFinite).DefaultIfEmpty(0).Max();
        var started = run.Started?.ToUnixTimeMilliseconds() ?? Now;
        var id = connection.ExecuteScalar<long>(
            """
            insert into runs (name, task, method, preset, label, seed, settings, state, reason, created, queued, started, ended, step, total, seconds, sequence, external, person, project, sparkline, changed)
            values (@Name, @Task, @Method, '', '', @Seed, @settings, 'finished', @reason, @Now, @Now, @started, @ended, @last, @last, @seconds, 1, 1, @person, (select id from projects where name = @project), @sparkline, (select coalesce(max(changed), 0) + 1 from runs))
            returning id
            """,
            new
            {
                run.Name,
                run.Task,
                run.Method,
                run.Seed,
                settings = JsonSerializer.Serialize(run.Settings, StoreJson.Options),
                reason = "Imported: computed elsewhere.",
                Now,
                started,
                ended = started + (long)(seconds * 1000),
                last,
                seconds,
                person,
                project,
                sparkline = run.Series.FirstOrDefault(column => column.Values.Count > 0) is { } first ? PointBlob.Write(Sparkline.Of(first.Values)) : null,
            });
        foreach (var column in run.Series.Where(column => column.Steps.Count > 0))
        {
            var series = connection.ExecuteScalar<long>("insert into series (run, name, count) values (@id, @Name, @Count) returning id", new { id, column.Name, column.Steps.Count });
            for (var at = 0; at < column.Steps.Count; at += ChunkPoints)
            {
                InsertChunk(connection, null, series, 1, column.Slice(at, Math.Min(ChunkPoints, column.Steps.Count - at)));
            }
        }

        var batch = new RunBatch();
        batch.Results.AddRange(run.Results.Select(result => (last, result)));
        InsertFacts(connection, id, batch);
        return id;
    });
}
