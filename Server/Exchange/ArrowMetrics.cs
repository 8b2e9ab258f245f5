using Apache.Arrow;
using Apache.Arrow.Ipc;
using Apache.Arrow.Types;
using Hodl.Core.Runs;
using Hodl.Server.Store;

namespace Hodl.Server.Exchange;

/// <summary>
/// Points in Apache Arrow's IPC file format (Feather 2), which pandas, Polars and DuckDB read without copying: the columns
/// <c>run</c> int64, <c>series</c> utf8, <c>step</c> int64, <c>seconds</c> and <c>value</c> float64, one batch a chunk. Doubles
/// stand bit for bit.
/// </summary>
public static class ArrowMetrics
{
    private static readonly Apache.Arrow.Schema Shape = new(
        [
            new Field("run", Int64Type.Default, false), new Field("series", StringType.Default, false),
                new Field("step", Int64Type.Default, false),
            new Field("seconds", DoubleType.Default, false), new Field("value", DoubleType.Default, false),
        ], null);

    /// <summary>Writes every point of the runs.</summary>
    public static void Write(Stream output, RunStore store, IReadOnlyList<long> ids)
    {
        using var writer = new ArrowFileWriter(output, Shape, leaveOpen: true);
        writer.WriteStart();
        foreach (var id in ids)
        {
            foreach (var name in store.Series(id))
            {
                store.Visit(id, name, chunk => writer.WriteRecordBatch(Batch(id, chunk)));
            }
        }

        writer.WriteEnd();
    }

    /// <summary>Reads such a file; a run for each number in its column <c>run</c>.</summary>
    /// <exception cref="InvalidImportException">A column is missing or of another type, or the file is damaged.</exception>
    public static IReadOnlyList<ImportedRun> Read(Stream input, string name)
    {
        var runs = new SortedDictionary<long, Dictionary<string, SeriesColumn>>();
        foreach (var (rows, columns) in ArrowFile.Read(input))
        {
            var (run, series, step, seconds, value) = (Column(columns, "run", ArrowType.Int64), Column(columns, "series", ArrowType.Utf8),
                Column(columns, "step", ArrowType.Int64), Column(columns, "seconds", ArrowType.Float64), Column(columns, "value", ArrowType.Float64));
            for (var i = 0; i < rows; i++)
            {
                var id = run.Whole(i) ?? 0;
                var mine = runs.TryGetValue(id, out var found) ? found : runs[id] = [];
                var tag = series.Text(i) ?? "";
                (mine.TryGetValue(tag, out var column) ? column : mine[tag] = new SeriesColumn(tag)).Add(step.Whole(i) ?? 0,
                    seconds.Real(i) ?? double.NaN, value.Real(i) ?? double.NaN);
            }
        }

        return [.. runs.Select(pair => new ImportedRun { Name = runs.Count == 1 ? name : $"{name} {pair.Key}",
            Series = [.. pair.Value.Values], Started = ImportTime.Settle(pair.Value.Values, "seconds") })];
    }

    private static ArrowColumn Column(IReadOnlyDictionary<string, ArrowColumn> columns, string name, ArrowType type) =>
        columns.TryGetValue(name, out var found) && found.Type == type ? found
            : throw new InvalidImportException("column", name, "run int64, series utf8, step int64, seconds float64, value float64");

    private static RecordBatch Batch(long run, SeriesColumn chunk)
    {
        var count = chunk.Steps.Count;
        return new RecordBatch(
            Shape,
            [
                new Int64Array.Builder().AppendRange(Enumerable.Repeat(run, count)).Build(),
                    new StringArray.Builder().AppendRange(Enumerable.Repeat(chunk.Name, count)).Build(),
                new Int64Array.Builder().AppendRange(chunk.Steps).Build(), new DoubleArray.Builder().AppendRange(chunk.Seconds).Build(),
                    new DoubleArray.Builder().AppendRange(chunk.Values).Build(),
            ],
            count);
    }
}
