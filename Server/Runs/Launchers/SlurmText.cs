using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;

namespace Hodl.Server.Runs.Launchers;

/// <summary>Reads what Slurm's commands write, of 21.08 and later.</summary>
public static partial class SlurmText
{
    private static readonly JsonSerializerOptions _options = new() { Converters = { new WordConverter(), new NumberConverter() } };

    /// <summary>The jobs of <c>squeue --json</c>; read as a stream, since the whole cluster's queue may be long.</summary>
    public static IReadOnlyList<SlurmJob> Jobs(Stream json)
    {
        var jobs = new List<SlurmJob>();
        foreach (var job in JsonSerializer.Deserialize<QueueText>(json, _options)?.Jobs ?? [])
        {
            var state = job.State.Text.Split(',')[0];
            var exit = job.ExitCode.Value ?? 0;
            var one = new SlurmJob(job.Id.ToString(CultureInfo.InvariantCulture), state, job.Reason is "None" or null ? "" : job.Reason,
                job.Nodes ?? "", job.Name ?? "", ((int)(exit >> 8) & 0xff, (int)exit & 0x7f));
            var array = job.Array.Value ?? 0;
            if (array == 0)
            {
                jobs.Add(one);
            }
            else if (job.Task.Value is { } task)
            {
                jobs.Add(one with { Id = $"{array}_{task}" });
            }
            else
            {
                jobs.AddRange(Tasks(job.Tasks ?? "").Select(number => one with { Id = $"{array}_{number}" }));
            }
        }

        var place = 0;
        return [.. jobs.Select(job => job.IsPending ? job with { Place = ++place } : job)];
    }

    /// <summary>The job of <c>scontrol show job</c>; null when it says that there is none.</summary>
    public static SlurmJob? Job(string text)
    {
        var fields = Field().Matches(text).GroupBy(match => match.Groups[1].Value)
            .ToDictionary(group => group.Key, group => group.First().Groups[2].Value);
        if (!fields.TryGetValue("JobState", out var state))
        {
            return null;
        }

        var id = fields.TryGetValue("ArrayJobId", out var array) && fields.TryGetValue("ArrayTaskId", out var task)
            ? $"{array}_{task}" : fields.GetValueOrDefault("JobId", "");
        var exit = fields.GetValueOrDefault("ExitCode", "0:0").Split(':');
        return new SlurmJob(id, state, Some("Reason"), Some("NodeList"), fields.GetValueOrDefault("JobName", ""),
            (Whole(exit[0]), Whole(exit[^1])));

        string Some(string name) => fields.GetValueOrDefault(name, "") is var text and not ("None" or "(null)") ? text : "";
    }

    /// <summary>The partitions of <c>sinfo --noheader --format=%P|%a|%l|%G|%m|%c</c>.</summary>
    public static IReadOnlyList<SlurmPartition> Partitions(string text) =>
    [
        .. text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(line => line.Split('|'))
            .Where(fields => fields.Length == 6)
            .Select(fields => new SlurmPartition(fields[0].TrimEnd('*'), fields[0].EndsWith('*'), fields[1] == "up", Minutes(fields[2]),
                Gpus(fields[3]), Whole(fields[4].TrimEnd('+')), Whole(fields[5].TrimEnd('+'))))
            .GroupBy(one => one.Name)
            .Select(group => group.First() with
            {
                Gpus = group.Max(one => one.Gpus), MemoryMib = group.Max(one => one.MemoryMib), Cores = group.Max(one => one.Cores),
            }),
    ];

    /// <summary>The members of an array, as in <c>1-3,7,10-20:5%2</c>.</summary>
    public static IEnumerable<int> Tasks(string text)
    {
        foreach (var part in text.Split('%')[0].Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            var numbers = TaskRange().Match(part);
            if (!numbers.Success)
            {
                continue;
            }

            var first = Whole(numbers.Groups[1].Value);
            var last = numbers.Groups[2].Success ? Whole(numbers.Groups[2].Value) : first;
            var step = numbers.Groups[3].Success ? Math.Max(1, Whole(numbers.Groups[3].Value)) : 1;
            for (var at = first; at <= last; at += step)
            {
                yield return at;
            }
        }
    }

    // Such as 30, 1:30, 1:00:00, 7-00:00:00, infinite; 0 for no limit.
    private static int Minutes(string text)
    {
        var parts = text.Split('-');
        var clock = parts[^1].Split(':').Select(Whole).ToArray();
        var days = parts.Length > 1 ? Whole(parts[0]) * 24 * 60 : 0;
        return days + clock.Length switch { 3 => (clock[0] * 60) + clock[1], 2 => clock[0], _ => clock[0] };
    }

    // Such as gpu:a100:4(S:0-1),shard:8; (null) for none.
    private static int Gpus(string text) => Gpu().Matches(text).Sum(match => Whole(match.Groups[1].Value));

    private static int Whole(string text) => int.TryParse(text, CultureInfo.InvariantCulture, out var number) ? number : 0;

    [GeneratedRegex(@"(?<=^|\s)([A-Za-z/:]+)=(\S*)")]
    private static partial Regex Field();

    [GeneratedRegex(@"^(\d+)(?:-(\d+))?(?::(\d+))?$")]
    private static partial Regex TaskRange();

    [GeneratedRegex(@"gpu(?::[^:,()]+)?:(\d+)")]
    private static partial Regex Gpu();

    private sealed record QueueText([property: JsonPropertyName("jobs")] IReadOnlyList<JobText> Jobs);

    private sealed record JobText(
        [property: JsonPropertyName("job_id")] long Id,
        [property: JsonPropertyName("array_job_id")] Number Array,
        [property: JsonPropertyName("array_task_id")] Number Task,
        [property: JsonPropertyName("array_task_string")] string? Tasks,
        [property: JsonPropertyName("job_state")] Word State,
        [property: JsonPropertyName("state_reason")] string? Reason,
        [property: JsonPropertyName("nodes")] string? Nodes,
        [property: JsonPropertyName("name")] string? Name,
        [property: JsonPropertyName("exit_code")] Number ExitCode);

    private readonly record struct Word(string Text);

    private readonly record struct Number(long? Value);

    // A word until 23.02, a list of words later.
    private sealed class WordConverter : JsonConverter<Word>
    {
        public override Word Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            new(reader.TokenType == JsonTokenType.StartArray ? string.Join(',', JsonSerializer.Deserialize<string[]>(ref reader)!) : reader.GetString() ?? "");

        public override void Write(Utf8JsonWriter writer, Word value, JsonSerializerOptions options) => throw new NotSupportedException();
    }

    // A number or null until 23.02, later an object that says whether it is set; an exit code one with its parts.
    private sealed class NumberConverter : JsonConverter<Number>
    {
        public override bool HandleNull => true;

        public override Number Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            if (reader.TokenType == JsonTokenType.Null)
            {
                return default;
            }

            if (reader.TokenType == JsonTokenType.Number)
            {
                return new Number(reader.GetInt64());
            }

            var parts = JsonElement.ParseValue(ref reader);
            if (parts.TryGetProperty("return_code", out var code))
            {
                var signal = parts.TryGetProperty("signal", out var by) && by.TryGetProperty("id", out var id) ? Plain(id) ?? 0 : 0;
                return new Number(((Plain(code) ?? 0) << 8) | signal);
            }

            return new Number(Plain(parts));
        }

        public override void Write(Utf8JsonWriter writer, Number value, JsonSerializerOptions options) => throw new NotSupportedException();

        private static long? Plain(JsonElement value) => value.ValueKind == JsonValueKind.Number ? value.GetInt64()
            : value.ValueKind == JsonValueKind.Object && value.TryGetProperty("set", out var set) && set.GetBoolean()
                ? value.GetProperty("number").GetInt64() : null;
    }
}
