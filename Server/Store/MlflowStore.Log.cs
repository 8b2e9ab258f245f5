using Dapper;
using Microsoft.Data.Sqlite;

namespace Hodl.Server.Store;

/// <content>Metrics, parameters and tags.</content>
public sealed partial class MlflowStore
{
    private const int MostForSparkline = 400;

    /// <summary>Logs to an active run, all or nothing.</summary>
    /// <exception cref="MlflowException">There is no such active run, or a parameter would change.</exception>
    public void Log(string uuid, IReadOnlyList<MlMetric> metrics, IReadOnlyList<KeyValuePair<string, string>> parameters, IReadOnlyDictionary<string, string> tags) => database.Write(connection =>
    {
        var run = Writable(connection, uuid);
        foreach (var (key, value) in parameters)
        {
            var old = connection.ExecuteScalar<string?>("select value from ml_params where run = @Run and key = @key", new { run.Run, key });
            if (old is not null && old != value)
            {
                throw MlflowException.Invalid(
                    $"Changing param values is not allowed. Param with key='{key}' was already logged with value='{old}' for run ID='{uuid}'. Attempted logging new value '{value}'.");
            }

            connection.Execute("insert or ignore into ml_params (run, key, value) values (@Run, @key, @value)", new { run.Run, key, value });
        }

        SetTags(connection, run.Run, tags);
        AddPoints(connection, run, metrics);
        if (parameters.Count > 0 || tags.Count > 0)
        {
            Mirror(connection, run.Run);
        }

        return run.Run;
    });

    /// <summary>Takes a tag away.</summary>
    /// <exception cref="MlflowException">There is no such active run, or no such tag.</exception>
    public void DeleteTag(string uuid, string key) => database.Write(connection =>
    {
        var run = Writable(connection, uuid);
        if (connection.Execute("delete from ml_tags where run = @Run and key = @key", new { run.Run, key }) == 0)
        {
            throw MlflowException.Missing($"No tag with name: {key} in run with id {uuid}");
        }

        Mirror(connection, run.Run);
        return run.Run;
    });

    /// <summary>Every point of a metric in the order in which they were logged.</summary>
    /// <exception cref="MlflowException">There is no such run.</exception>
    public IReadOnlyList<MlMetric> History(string uuid, string key) => database.Read<IReadOnlyList<MlMetric>>(connection =>
    {
        var run = Find(connection, uuid);
        return [.. connection
            .Query<(byte[] Steps, byte[] Seconds, byte[] Values)>(
                "select p.steps, p.seconds, p.vals from series s join points p on p.series = s.id where s.run = @Run and s.name = @key order by p.sequence, p.id", new { run.Run, key })
            .SelectMany(chunk => PointBlob.Longs(chunk.Steps).Zip(PointBlob.Doubles(chunk.Seconds), PointBlob.Doubles(chunk.Values)))
            .Select(point => new MlMetric(key, point.Third, run.Start + (long)Math.Round(point.Second * 1000), point.First))];
    });

    private static void SetTags(SqliteConnection connection, long run, IReadOnlyDictionary<string, string> tags)
    {
        foreach (var (key, value) in tags)
        {
            connection.Execute("insert or replace into ml_tags (run, key, value) values (@run, @key, @value)", new { run, key, value });
        }
    }

    private static void AddPoints(SqliteConnection connection, MlRun run, IReadOnlyList<MlMetric> metrics)
    {
        if (metrics.Count == 0)
        {
            return;
        }

        var columns = new Dictionary<string, SeriesColumn>();
        foreach (var metric in metrics)
        {
            if (!columns.TryGetValue(metric.Key, out var column))
            {
                columns[metric.Key] = column = new SeriesColumn(metric.Key);
            }

            column.Add(metric.Step, (metric.Timestamp - run.Start) / 1000.0, metric.Value);
        }

        var sequence = connection.ExecuteScalar<long>(
            $"""
            update runs set sequence = sequence + 1, step = max(step, @step), seconds = max(seconds, @seconds), details = details + 1, {Touch}
            where id = @Run returning sequence
            """,
            new { run.Run, step = metrics.Max(metric => metric.Step), seconds = metrics.Max(metric => (metric.Timestamp - run.Start) / 1000.0) });
        foreach (var column in columns.Values)
        {
            RunStore.InsertColumn(connection, run.Run, sequence, column);
            SetLatest(connection, run, [.. metrics.Where(metric => metric.Key == column.Name)]);
        }

        SetSparkline(connection, run.Run);
    }

    // MLflow's latest point is the one of the highest step; of these the newest; of these the highest value.
    private static void SetLatest(SqliteConnection connection, MlRun run, IReadOnlyList<MlMetric> added)
    {
        var key = added[0].Key;
        var latest = added.Concat(run.Metrics.Where(metric => metric.Key == key)).OrderBy(metric => metric.Step).ThenBy(metric => metric.Timestamp).ThenBy(metric => metric.Value).Last();
        var row = new { run.Run, key, latest.Step, latest.Timestamp, bits = BitConverter.DoubleToInt64Bits(latest.Value) };
        connection.Execute("insert or replace into ml_latest (run, key, step, timestamp, bits) values (@Run, @key, @Step, @Timestamp, @bits)", row);
        connection.Execute("insert or replace into results (run, metric, step, bits, stdbits, count) values (@Run, @key, @Step, @bits, null, 1)", row);
    }

    // The small picture in the list: of the first metric, while that is quick to read.
    private static void SetSparkline(SqliteConnection connection, long run)
    {
        var (series, count) = connection.QueryFirst<(long, long)>("select id, count from series where run = @run order by id limit 1", new { run });
        if (count > MostForSparkline)
        {
            return;
        }

        var values = connection.Query<byte[]>("select vals from points where series = @series order by sequence, id", new { series }).SelectMany(blob => PointBlob.Doubles(blob));
        connection.Execute("update runs set sparkline = @blob where id = @run", new { run, blob = PointBlob.Write(Sparkline.Of(values)) });
    }
}
