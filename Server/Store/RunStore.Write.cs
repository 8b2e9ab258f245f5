using System.Runtime.InteropServices;
using Dapper;
using Hodl.Core.Runs;
using Microsoft.Data.Sqlite;

namespace Hodl.Server.Store;

/// <content>Taking in what a run reports.</content>
public sealed partial class RunStore
{
    /// <summary>Keeps a batch in one transaction and says that the run is alive.</summary>
    /// <returns>Whether somebody asked the run to stop.</returns>
    /// <exception cref="RunLostException">The run no longer belongs to this attempt; nothing was kept.</exception>
    public bool Append(long id, int attempt, RunBatch batch)
    {
        var replaced = new List<long>();
        var stopping = database.Write(connection =>
        {
            var asked = Stamp(connection, id, attempt, batch);
            foreach (var column in batch.Series)
            {
                InsertColumn(connection, id, batch.Sequence, column);
            }

            foreach (var curve in batch.Curves)
            {
                connection.Execute(
                    """
                    insert into curves (run, series, step, trained, phase, count, vals)
                    values (@id, @Series, @OuterStep, @TrainedK, @Phase, @Count, @blob)
                    """, new { id, curve.Series, curve.OuterStep, curve.TrainedK, curve.Phase, curve.Values.Count, blob = PointBlob.Write([.. curve.Values]) });
            }

            foreach (var (image, png) in batch.Images)
            {
                replaced.AddRange(InsertImage(connection, id, image, png));
            }

            InsertFacts(connection, id, batch);
            batch.Certificates.ForEach(entry => Insert(connection, id, entry.At, entry.Certificate));
            foreach (var (seconds, checkpoint) in batch.Checkpoints.TakeLast(2))
            {
                connection.Execute(
                    "insert or replace into checkpoints (run, step, seconds, state) values (@id, @Step, @seconds, @State)",
                    new { id, checkpoint.Step, seconds, checkpoint.State });
            }

            if (batch.Checkpoints.Count > 0)
            {
                connection.Execute(
                    "delete from checkpoints where run = @id and id not in (select id from checkpoints where run = @id order by step desc limit 2)", new { id });
            }

            return asked;
        });
        _images.Remove(id, replaced);
        return stopping;
    }

    private bool Stamp(SqliteConnection connection, long id, int attempt, RunBatch batch)
    {
        var asked = connection.QueryFirstOrDefault<bool?>(
            $"""
            update runs set heartbeat = @now, seconds = max(seconds, @Seconds), step = coalesce(@step, step), total = coalesce(@total, total),
              sequence = max(sequence, @Sequence), sparkline = coalesce(@sparkline, sparkline),
              warnings = warnings + @warnings, details = details + @Details {(batch.IsEmpty ? "" : ", " + Touch)}
            where id = @id and attempt = @attempt and state = 'running' returning stopping
            """,
            new
            {
                id,
                attempt,
                now = Now,
                batch.Seconds,
                batch.Sequence,
                batch.Details,
                step = batch.Progress?.Step,
                total = batch.Progress?.Total,
                sparkline = batch.Sparkline is { } values ? PointBlob.Write([.. values]) : null,
                warnings = batch.Log.Count(entry => entry.Line.Severity == LogSeverity.Warning),
            });
        return asked ?? throw new RunLostException(id);
    }

    internal static void InsertColumn(SqliteConnection connection, long id, long sequence, SeriesColumn column)
    {
        var series = connection.ExecuteScalar<long>(
            """
            insert into series (run, name, count) values (@id, @Name, @Count)
            on conflict (run, name) do update set count = count + excluded.count returning id
            """, new { id, column.Name, column.Steps.Count });
        InsertChunk(connection, null, series, sequence, column);
    }

    private static void InsertChunk(SqliteConnection connection, long? chunk, long series, long sequence, SeriesColumn column)
    {
        double? low = null, high = null;
        foreach (var value in column.Values)
        {
            if (double.IsFinite(value))
            {
                low = low is { } least && least <= value ? least : value;
                high = high is { } most && most >= value ? most : value;
            }
        }

        var id = connection.ExecuteScalar<long>(
            """
            insert into points (id, series, first, last, count, low, high, sequence, steps, seconds, vals)
            values (@chunk, @series, @first, @last, @Count, @low, @high, @sequence, @steps, @seconds, @values) returning id
            """,
            new
            {
                chunk,
                series,
                sequence,
                low,
                high,
                column.Steps.Count,
                first = column.Steps.Min(),
                last = column.Steps.Max(),
                steps = PointBlob.Write(CollectionsMarshal.AsSpan(column.Steps)),
                seconds = PointBlob.Write(CollectionsMarshal.AsSpan(column.Seconds)),
                values = PointBlob.Write(CollectionsMarshal.AsSpan(column.Values)),
            });
        if (column.Extremes() is { } extremes)
        {
            connection.Execute(
                "insert into extremes (chunk, steps, seconds, vals) values (@id, @steps, @seconds, @values)",
                new
                {
                    id,
                    steps = PointBlob.Write(CollectionsMarshal.AsSpan(extremes.Steps)),
                    seconds = PointBlob.Write(CollectionsMarshal.AsSpan(extremes.Seconds)),
                    values = PointBlob.Write(CollectionsMarshal.AsSpan(extremes.Values)),
                });
        }
    }

    private static void InsertFacts(SqliteConnection connection, long id, RunBatch batch)
    {
        foreach (var (at, line) in batch.Log)
        {
            connection.Execute(
                "insert into log (run, at, severity, step, text) values (@id, @at, @Severity, @Step, @Text)",
                new { id, at = at.ToUnixTimeMilliseconds(), Severity = (int)line.Severity, line.Step, line.Text });
        }

        foreach (var data in batch.Data)
        {
            connection.Execute(
                "insert or replace into data (run, name, role, sha256, count) values (@id, @Name, @Role, @Sha256, @Count)",
                new { id, data.Name, data.Role, data.Sha256, data.Count });
        }

        foreach (var (step, result) in batch.Results)
        {
            connection.Execute(
                "insert or replace into results (run, metric, step, bits, stdbits, count) values (@id, @Metric, @step, @bits, @stdbits, @Count)",
                new
                {
                    id,
                    result.Metric,
                    step,
                    result.Count,
                    bits = BitConverter.DoubleToInt64Bits(result.Value),
                    stdbits = result.Std is { } std ? BitConverter.DoubleToInt64Bits(std) : (long?)null,
                });
        }
    }
}
