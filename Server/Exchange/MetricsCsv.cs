using System.Globalization;
using Hodl.Core.Runs;
using Hodl.Server.Store;
using Hodl.Server.Tables;

namespace Hodl.Server.Exchange;

/// <summary>
/// Points as CSV: <c>run,series,step,seconds,value</c>, the run where it is asked for. Numbers are written so that the same
/// double comes back; NaN, ∞ and −∞ as <c>NaN</c>, <c>Infinity</c>, <c>-Infinity</c>.
/// </summary>
public static class MetricsCsv
{
    /// <summary>Writes every point of the runs.</summary>
    /// <param name="output">Takes the text.</param>
    /// <param name="store">Has the points.</param>
    /// <param name="ids">The runs.</param>
    /// <param name="runs">Whether each line says its run.</param>
    public static void Write(TextWriter output, RunStore store, IReadOnlyList<long> ids, bool runs = true)
    {
        output.Write(runs ? "run,series,step,seconds,value\n" : "series,step,seconds,value\n");
        foreach (var id in ids)
        {
            var head = runs ? $"{id}," : "";
            foreach (var name in store.Series(id))
            {
                var field = head + ResultCsv.Quoted(name);
                store.Visit(id, name, chunk =>
                {
                    for (var i = 0; i < chunk.Steps.Count; i++)
                    {
                        output.Write(string.Create(CultureInfo.InvariantCulture, $"{field},{chunk.Steps[i]},{chunk.Seconds[i]:R},{chunk.Values[i]:R}\n"));
                    }
                });
            }
        }
    }

    /// <summary>
    /// Reads points. Two shapes are known: long, with the columns <c>series</c> (or <c>metric</c>, <c>tag</c>), <c>step</c>,
    /// <c>value</c> and perhaps <c>run</c> and <c>seconds</c>; and wide, with <c>step</c> and one column a series.
    /// </summary>
    /// <param name="input">The text, its first line the columns' names.</param>
    /// <param name="name">What to call the run where the file does not.</param>
    /// <exception cref="InvalidImportException">It is neither; names line, field and value.</exception>
    public static IReadOnlyList<ImportedRun> Read(TextReader input, string name)
    {
        var head = Fields(input.ReadLine() ?? throw new InvalidImportException("line 1", "", "the columns' names"))
            .Select(field => field.Trim().TrimStart('\ufeff')).ToList();
        int Column(params string[] names) => head.FindIndex(field => names.Contains(field, StringComparer.OrdinalIgnoreCase));
        var (run, series, step, seconds, value) = (Column("run"), Column("series", "metric", "tag"),
            Column("step", "global_step", "iteration", "epoch"), Column("seconds", "time", "wall_time"), Column("value"));
        if (step < 0 || (series < 0) != (value < 0))
        {
            throw new InvalidImportException("line 1", string.Join(',', head),
                "the columns series, step, value (and perhaps run, seconds), or step and one column a series");
        }

        var runs = new Dictionary<string, Dictionary<string, SeriesColumn>>();
        var line = 1;
        while (input.ReadLine() is { } text)
        {
            line++;
            if (text.Trim() == "")
            {
                continue;
            }

            var fields = Fields(text);
            if (fields.Count != head.Count)
            {
                throw new InvalidImportException($"line {line}", text, $"{head.Count} fields, as in line 1");
            }

            var at = long.TryParse(fields[step], CultureInfo.InvariantCulture, out var whole) ? whole : throw new InvalidImportException($"line {line}, {head[step]}", fields[step], "a whole number");
            var time = seconds < 0 || fields[seconds] == "" ? 0 : Number(fields[seconds], line, head[seconds]);
            var mine = In(runs, run < 0 ? "" : fields[run]);
            if (series >= 0)
            {
                In(mine, fields[series]).Add(at, time, Number(fields[value], line, head[value]));
                continue;
            }

            for (var i = 0; i < head.Count; i++)
            {
                if (i != step && i != seconds && i != run && fields[i].Trim() != "")
                {
                    In(mine, head[i]).Add(at, time, Number(fields[i], line, head[i]));
                }
            }
        }

        return [.. runs.Select(pair => new ImportedRun { Name = pair.Key == "" ? name : runs.Count == 1 ? $"{name}" : $"{name} {pair.Key}", Series = [.. pair.Value.Values] })];
    }

    private static Dictionary<string, SeriesColumn> In(Dictionary<string, Dictionary<string, SeriesColumn>> runs, string run) =>
        runs.TryGetValue(run, out var found) ? found : runs[run] = [];

    private static SeriesColumn In(Dictionary<string, SeriesColumn> run, string series) => run.TryGetValue(series, out var found) ? found
        : run[series] = new SeriesColumn(series);

    private static double Number(string text, int line, string field) => text.Trim().ToLowerInvariant() switch
    {
        "nan" or "-nan" => double.NaN,
        "inf" or "+inf" or "infinity" or "∞" => double.PositiveInfinity,
        "-inf" or "-infinity" or "-∞" => double.NegativeInfinity,
        _ => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) ? value : throw new InvalidImportException($"line {line}, {field}", text, "a number"),
    };

    // Fields of one line; quotes may hold commas and doubled quotes, not line ends.
    private static List<string> Fields(string line)
    {
        var fields = new List<string>();
        var field = new System.Text.StringBuilder();
        var quoted = false;
        for (var i = 0; i < line.Length; i++)
        {
            if (line[i] == '"' && quoted && i + 1 < line.Length && line[i + 1] == '"')
            {
                field.Append('"');
                i++;
            }
            else if (line[i] == '"')
            {
                quoted = !quoted;
            }
            else if (line[i] == ',' && !quoted)
            {
                fields.Add(field.ToString());
                field.Clear();
            }
            else
            {
                field.Append(line[i]);
            }
        }

        fields.Add(field.ToString());
        return fields;
    }
}
