using System.Globalization;
using CsvHelper;
using CsvHelper.Configuration;
using Hodl.Core.Runs;
using Hodl.Server.Store;

namespace Hodl.Server.Exchange;

/// <summary>
/// Points from CSV, with commas, semicolons or tabs, as loggers write them. Two shapes are known: long, with the columns
/// <c>series</c> (or <c>metric</c>, <c>tag</c>), <c>step</c>, <c>value</c>; and wide, with a step and one column a series. Either may
/// have a column <c>run</c> and one of times.
/// </summary>
public sealed class MetricsCsvReader
{
    // The first that there is counts the points; the others are series.
    private static readonly string[] StepNames =
    [
        "step", "steps", "global_step", "training_step", "training_steps", "train_step", "trainer/global_step", "iteration", "iterations",
            "iter", "timestep",
        "timesteps", "total_timesteps", "time/total_timesteps", "epoch", "epochs",
    ];

    private static readonly string[] TimeNames =
        ["seconds", "runtime", "relative_time", "elapsed", "elapsed_time", "time", "wall_time", "walltime", "timestamp", "datetime",
            "date"];

    private readonly List<string> _head;
    private readonly char _delimiter;
    private readonly int _run, _series, _step, _time, _value;
    private readonly HashSet<int> _index = [];
    private readonly Dictionary<string, Dictionary<string, SeriesColumn>> _runs = [];
    private readonly Dictionary<int, CsvText> _texts = [];

    private MetricsCsvReader(IReadOnlyList<string> head, char delimiter, string file)
    {
        (_head, _delimiter) = ([.. head.Select(field => field.Trim().TrimStart('\ufeff'))], delimiter);
        var plain = _head.ConvertAll(field => field.ToLowerInvariant().Replace(' ', '_').Replace('-', '_').Trim('_'));
        int Column(params string[] names) => names.Select(name => plain.IndexOf(name)).FirstOrDefault(at => at >= 0, -1);
        (_run, _series, _value) = (Column("run"), Column("series", "metric", "tag"), Column("value"));
        if (_series < 0 || _value < 0)
        {
            (_series, _value) = (-1, -1);
        }

        (_step, _time) = (Column(StepNames), Column(TimeNames));
        // What pandas writes before a table's first column.
        var numbers = plain.FindIndex(name => name is "" or "unnamed:_0");
        if (numbers >= 0)
        {
            _index.Add(numbers);
            _step = _step < 0 ? numbers : _step;
        }

        if (_step < 0)
        {
            throw new InvalidImportException("line 1", string.Join(_delimiter, _head),
                $"the columns series, step, value (and perhaps run, seconds), or a step ({string.Join(", ", StepNames)}) and one column a series");
        }

        if (_head.GroupBy(name => name, StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1) is { } twice)
        {
            throw new InvalidImportException("line 1", string.Join(_delimiter, _head),
                $"each name once; {(twice.Key == "" ? "an empty name" : twice.Key)} stands there {twice.Count()} times");
        }

        // TensorBoard's download says in the file's name what it holds.
        if (plain is ["wall_time", "step", "value"])
        {
            var at = file.IndexOf("tag-", StringComparison.Ordinal);
            (_head[2], Name) = at >= 0 && at + 4 < file.Length
                ? (file[(at + 4)..], file[..at].TrimEnd('-') is ['r', 'u', 'n', '-', _, ..] run ? run[4..] : file) : ("value", file);
        }
    }

    private string? Name { get; }

    /// <summary>Reads points.</summary>
    /// <param name="input">The text, its first line the columns' names.</param>
    /// <param name="name">What to call the run where the file does not.</param>
    /// <exception cref="InvalidImportException">It is no such table; names line, field and value.</exception>
    public static IReadOnlyList<ImportedRun> Read(TextReader input, string name)
    {
        var first = input.ReadLine() ?? "";
        var delimiter = Delimiter(first);
        using var parser = new CsvParser(
            new ReadAgain(first + "\n", input), new CsvConfiguration(CultureInfo.InvariantCulture)
            {
                Delimiter = $"{delimiter}",
                BadDataFound = null
            });
        if (!parser.Read() || parser.Record is not { } head)
        {
            throw new InvalidImportException("line 1", "", "the columns' names");
        }

        var reader = new MetricsCsvReader(head, delimiter, name);
        while (parser.Read())
        {
            // Where the record begins: quoted fields may hold line breaks.
            reader.Add(parser.Record!, parser.RawRow - parser.Record!.Sum(field => field.Count(letter => letter == '\n')));
        }

        return reader.Finish(name);
    }

    // A comma within quotes is no sign of a comma.
    private static char Delimiter(string line)
    {
        var (quoted, counts) = (false, new Dictionary<char, int> { [','] = 0, [';'] = 0, ['\t'] = 0 });
        foreach (var letter in line)
        {
            quoted ^= letter == '"';
            if (!quoted && counts.TryGetValue(letter, out var count))
            {
                counts[letter] = count + 1;
            }
        }

        return counts.MaxBy(pair => pair.Value).Key;
    }

    private void Add(string[] fields, int line)
    {
        if (fields.Length != _head.Count && !(fields.Length > _head.Count && fields.Skip(_head.Count).All(field => field.Trim() == "")))
        {
            throw new InvalidImportException($"line {line}", string.Join(_delimiter, fields), $"{_head.Count} fields, as in line 1");
        }

        // A program that went on with its file wrote the names again.
        if (fields[_step].Trim() == _head[_step])
        {
            return;
        }

        var step = Step(fields[_step], line);
        var time = _time < 0 || CsvNumber.IsMissing(fields[_time]) ? double.NaN
            : CsvNumber.Parse(fields[_time], _delimiter) ?? ImportTime.Of(fields[_time].Trim())
                ?? throw new InvalidImportException($"line {line}, {_head[_time]}", fields[_time],
                    "seconds, or a moment such as 2024-01-05 10:00:00");
        var run = In(_runs, _run < 0 ? "" : fields[_run].Trim());
        if (_series >= 0)
        {
            if (!CsvNumber.IsMissing(fields[_value]))
            {
                In(run, fields[_series]).Add(step, time, CsvNumber.Parse(fields[_value], _delimiter) ?? throw Wrong(fields, _value, line));
            }

            return;
        }

        for (var i = 0; i < _head.Count; i++)
        {
            if (i == _step || i == _time || i == _run || _index.Contains(i) || CsvNumber.IsMissing(fields[i]))
            {
                continue;
            }

            if (CsvNumber.Parse(fields[i], _delimiter) is { } number)
            {
                In(run, _head[i]).Add(step, time, number);
            }
            else
            {
                _texts[i] = _texts.TryGetValue(i, out var text) ? text with { Varies = text.Varies || text.Value != fields[i] }
                    : new CsvText(fields[i], line, false);
            }
        }
    }

    private long Step(string text, int line) => CsvNumber.Parse(text, _delimiter) is { } step && step == Math.Floor(step)
        && Math.Abs(step) < 9.2e18
        ? long.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out var exact) ? exact : (long)step
        : throw new InvalidImportException($"line {line}, {_head[_step]}", text, "a whole number");

    private InvalidImportException Wrong(string[] fields, int at, int line) => new($"line {line}, {_head[at]}", fields[at], "a number");

    private List<ImportedRun> Finish(string name)
    {
        if (_runs.Count == 0)
        {
            throw new InvalidImportException("line 2", "", "a row of numbers below the columns' names");
        }

        foreach (var (at, text) in _texts)
        {
            if (_runs.Values.Any(series => series.ContainsKey(_head[at])))
            {
                throw new InvalidImportException($"line {text.Line}, {_head[at]}", text.Value, "a number");
            }
        }

        if (_runs.Values.All(series => series.Count == 0))
        {
            throw new InvalidImportException("the file", string.Join(_delimiter, _head), "at least one number besides the steps");
        }

        var settings = _texts.Where(pair => !pair.Value.Varies).ToDictionary(pair => _head[pair.Key], pair => pair.Value.Value);
        var leftOut = _texts.Where(pair => pair.Value.Varies).Select(pair =>
            $"the column {_head[pair.Key]}, which holds text, such as {pair.Value.Value}").ToList();
        return [.. _runs.Select(pair => new ImportedRun
        {
            Name = pair.Key == "" ? Name ?? name : _runs.Count == 1 ? name : $"{name} {pair.Key}",
            Series = [.. pair.Value.Values],
            Started = ImportTime.Settle(pair.Value.Values, _time < 0 ? "time" : _head[_time]),
            Settings = settings,
            LeftOut = leftOut,
        })];
    }

    private static Dictionary<string, SeriesColumn> In(Dictionary<string, Dictionary<string, SeriesColumn>> runs, string run) =>
        runs.TryGetValue(run, out var found) ? found : runs[run] = [];

    private static SeriesColumn In(Dictionary<string, SeriesColumn> run, string series) =>
        run.TryGetValue(series, out var found) ? found : run[series] = new SeriesColumn(series);

    private readonly record struct CsvText(string Value, int Line, bool Varies);

    // The line that was looked at, then what follows it.
    private sealed class ReadAgain(string first, TextReader rest) : TextReader
    {
        private int _at;

        public override int Peek() => _at < first.Length ? first[_at] : rest.Peek();

        public override int Read() => _at < first.Length ? first[_at++] : rest.Read();

        public override int Read(char[] buffer, int index, int count) => Read(buffer.AsSpan(index, count));

        public override int Read(Span<char> buffer)
        {
            if (_at == first.Length)
            {
                return rest.Read(buffer);
            }

            var count = Math.Min(buffer.Length, first.Length - _at);
            first.AsSpan(_at, count).CopyTo(buffer);
            _at += count;
            return count;
        }
    }
}
