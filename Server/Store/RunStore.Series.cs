using System.Runtime.InteropServices;
using Dapper;
using Hodl.Core.Runs;
using Microsoft.Data.Sqlite;

namespace Hodl.Server.Store;

/// <content>Points.</content>
public sealed partial class RunStore
{
    /// <summary>Names of the run's series in the order in which they appeared.</summary>
    public IReadOnlyList<string> Series(long id) => database.Read<IReadOnlyList<string>>(connection =>
        connection.Query<string>("select name from series where run = @id and count > 0 order by id", new { id }).AsList());

    /// <summary>
    /// Points of a series with <paramref name="from"/> ≤ step ≤ <paramref name="to"/>. When there are more than
    /// <paramref name="maxPoints"/> (0: no limit) they are thinned to at most so many: first and last, and of every
    /// stretch its lowest, its highest and its first non-finite point, each bit for bit as recorded.
    /// </summary>
    public SeriesData Read(long id, string series, int maxPoints = 0, long from = long.MinValue, long to = long.MaxValue) =>
        database.Read(connection => ReadSeries(connection, id, series, maxPoints, from, to));

    /// <summary>The given series (all when empty) from one snapshot, with the number of the last batch in it.</summary>
    public SeriesHistory History(
        long id, IReadOnlyList<string> series, int maxPoints = 0, long from = long.MinValue, long to = long.MaxValue) =>
        database.Read(connection =>
        {
            var (sequence, attempt) = connection.QuerySingle<(long, int)>("select sequence, attempt from runs where id = @id", new { id });
            var names = series.Count > 0 ? series
                : connection.Query<string>("select name from series where run = @id and count > 0 order by id", new { id }).AsList();
            return new SeriesHistory(id, attempt, sequence, [.. names.Select(name => ReadSeries(connection, id, name, maxPoints, from, to))]);
        });

    /// <summary>Points of the batches after <paramref name="sequence"/>, one entry a transaction; for runs that another process computes.</summary>
    public IReadOnlyList<(long Sequence, IReadOnlyList<SeriesColumn> Series)> After(long id, long sequence) =>
        database.Read<IReadOnlyList<(long, IReadOnlyList<SeriesColumn>)>>(connection => [.. connection
            .Query<(string Name, long Sequence, byte[] Steps, byte[] Seconds, byte[] Values)>(
                """
                select s.name, p.sequence, p.steps, p.seconds, p.vals from series s join points p on p.series = s.id
                where s.run = @id and p.sequence > @sequence order by p.sequence, p.id
                """, new { id, sequence })
            .GroupBy(chunk => chunk.Sequence)
            .Select(group => (group.Key, (IReadOnlyList<SeriesColumn>)[.. group.Select(chunk => Column(chunk.Name, chunk.Steps, chunk.Seconds, chunk.Values))]))]);

    /// <summary>Every point of a series, chunk by chunk in the order of recording, so that a long one need not lie in memory at once.</summary>
    public void Visit(long id, string series, Action<SeriesColumn> each) => database.Read(connection =>
    {
        foreach (var (steps, seconds, values) in connection.Query<(byte[], byte[], byte[])>(
            "select p.steps, p.seconds, p.vals from series s join points p on p.series = s.id where s.run = @id and s.name = @series order by p.sequence, p.id", new { id, series }, buffered: false))
        {
            each(Column(series, steps, seconds, values));
        }

        return 0;
    });

    private static SeriesData ReadSeries(SqliteConnection connection, long id, string series, int maxPoints, long from, long to)
    {
        const string Chunks = "from series s join points p on p.series = s.id left join extremes e on e.chunk = p.id where s.run = @id and s.name = @series and p.last >= @from and p.first <= @to";
        var arguments = new { id, series, from, to };
        var total = connection.ExecuteScalar<long?>($"select sum(p.count) {Chunks}", arguments) ?? 0;
        // Up to so many points every one is looked at; of more, the extremes of each stretch of a chunk stand for it.
        var thin = maxPoints > 0 && total > (long)SeriesColumn.Stretch * maxPoints ? "e.chunk is not null and p.first >= @from and p.last <= @to" : "false";
        var chunks = connection.Query<(long First, long Last, int Count, byte[] Steps, byte[] Seconds, byte[] Values)>(
            $"""
            select p.first, p.last, p.count, case when {thin} then e.steps else p.steps end, case when {thin} then e.seconds else p.seconds end,
              case when {thin} then e.vals else p.vals end {Chunks} order by p.sequence, p.id
            """, arguments, buffered: false);
        var all = new SeriesColumn(series);
        foreach (var (first, last, count, steps, seconds, values) in chunks)
        {
            if (first >= from && last <= to)
            {
                all.Add(steps, seconds, values);
            }
            else
            {
                var within = Within(Column(series, steps, seconds, values), from, to);
                total -= count - within.Steps.Count;
                all.Add(within);
            }
        }

        if (maxPoints <= 0 || all.Steps.Count <= maxPoints)
        {
            return new SeriesData(series, [.. all.Steps], [.. all.Seconds], [.. all.Values], total);
        }

        var chosen = Thinning.Choose(CollectionsMarshal.AsSpan(all.Values), maxPoints);
        return new SeriesData(
            series,
            Array.ConvertAll(chosen, i => all.Steps[i]),
            Array.ConvertAll(chosen, i => all.Seconds[i]),
            Array.ConvertAll(chosen, i => all.Values[i]),
            total);
    }

    private static SeriesColumn Within(SeriesColumn column, long from, long to)
    {
        var within = new SeriesColumn(column.Name);
        for (var i = 0; i < column.Steps.Count; i++)
        {
            if (column.Steps[i] >= from && column.Steps[i] <= to)
            {
                within.Add(column.Steps[i], column.Seconds[i], column.Values[i]);
            }
        }

        return within;
    }

    private static SeriesColumn Column(string name, byte[] steps, byte[] seconds, byte[] values)
    {
        var column = new SeriesColumn(name);
        column.Add(steps, seconds, values);
        return column;
    }
}
