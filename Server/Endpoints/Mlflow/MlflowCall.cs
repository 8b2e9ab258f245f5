using System.Globalization;
using System.Security.Claims;
using System.Text.Json;
using Hodl.Server.Store;
using Hodl.Server.Team;

namespace Hodl.Server.Endpoints.Mlflow;

/// <summary>The fields of a request, from its body or its query, with MLflow's limits.</summary>
/// <param name="fields">The fields.</param>
/// <param name="store">What was logged.</param>
/// <param name="who">Who asks.</param>
/// <param name="route">What stands in the path.</param>
internal sealed partial class MlflowCall(JsonElement fields, MlflowStore store, ClaimsPrincipal who, RouteValueDictionary? route = null)
{
    private const int MostKey = 250;
    private const int MostParam = 6000;
    private const int MostTag = 8000;

    /// <summary>What was logged.</summary>
    public MlflowStore Store => store;

    /// <summary>Who asks.</summary>
    public ClaimsPrincipal Who => who;

    /// <summary>Reads a request.</summary>
    /// <exception cref="MlflowException">The body is not a JSON object.</exception>
    public static async Task<MlflowCall> ReadAsync(HttpContext context)
    {
        var store = context.RequestServices.GetRequiredService<MlflowStore>();
        var route = context.Request.RouteValues;
        if (HttpMethods.IsGet(context.Request.Method) || (HttpMethods.IsDelete(context.Request.Method)
            && context.Request.ContentLength is null or 0))
        {
            var query = context.Request.Query.ToDictionary(field => field.Key, object (field) => field.Value.Count > 1 || field.Key.EndsWith("_ids", StringComparison.Ordinal) ? field.Value.ToArray() : field.Value.ToString());
            return new MlflowCall(JsonSerializer.SerializeToElement(query), store, context.User, route);
        }

        try
        {
            using var document = await JsonDocument.ParseAsync(context.Request.Body, default, context.RequestAborted);
            DemandText(document.RootElement);
            return document.RootElement.ValueKind == JsonValueKind.Object
                ? new MlflowCall(document.RootElement.Clone(), store, context.User, route)
                : throw new MlflowException("BAD_REQUEST", "The request's body must be a JSON object.");
        }
        catch (JsonException exception)
        {
            throw new MlflowException("BAD_REQUEST", $"The request's body is not JSON: {exception.Message}");
        }
        catch (InvalidOperationException exception)
        {
            throw new MlflowException("BAD_REQUEST", $"The request's body holds text that is no Unicode: {exception.Message}");
        }
    }

    /// <summary>A text; null when it was not sent.</summary>
    public string? Text(string name) => route?.GetValueOrDefault(name) is string part ? part
        : fields.ValueKind == JsonValueKind.Object && fields.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null
        ? value.ValueKind == JsonValueKind.String ? value.GetString() : value.GetRawText()
        : null;

    /// <summary>A text that must be sent.</summary>
    public string Need(string name) => Text(name) is { Length: > 0 } text ? text : throw MlflowException.Invalid($"Missing value for required parameter '{name}'.");

    /// <summary>The run's name in the protocol, which older clients call run_uuid.</summary>
    public string RunId() => Text("run_id") is { Length: > 0 } id ? id : Text("run_uuid") is { Length: > 0 } old ? old : Need("run_id");

    /// <summary>The experiment's number.</summary>
    public long ExperimentId() => long.TryParse(Need("experiment_id"), NumberStyles.None, CultureInfo.InvariantCulture, out var id)
        ? id : throw MlflowException.Missing($"No Experiment with id={Text("experiment_id")} exists");

    /// <summary>A whole number; null when it was not sent. The protocol's JSON writes them as numbers or as texts.</summary>
    public long? Whole(string name) => Text(name) is { Length: > 0 } text ? Whole(name, text) : null;

    /// <summary>A moment in milliseconds of Unix time; null when it was not sent.</summary>
    public long? Time(string name) => Whole(name) is not { } at ? null
        : at is >= 0 and <= UnixTime.Latest ? at
        : throw MlflowException.Invalid($"Invalid value {at} for parameter '{name}' supplied: allowed is milliseconds of Unix time, 0 … {UnixTime.Latest} (the end of the year 9999).");

    /// <summary>Several texts; empty when none was sent.</summary>
    public IReadOnlyList<string> Texts(string name) => !fields.TryGetProperty(name, out var value) ? []
        : value.ValueKind == JsonValueKind.Array ? [.. value.EnumerateArray().Select(entry => entry.ToString())] : [value.ToString()];

    /// <summary>A page's size within its limits.</summary>
    public int Most(int otherwise, int most) => Whole("max_results") is not { } asked ? otherwise
        : asked is >= 1 && asked <= most ? (int)asked
        : throw MlflowException.Invalid($"Invalid value {asked} for parameter 'max_results' supplied: allowed is 1 … {most}.");

    /// <summary>One of several words, which the protocol's JSON also writes as its number; null when none was sent.</summary>
    public string? Word(string name, IReadOnlyList<string> words) =>
        Text(name) is { } text && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var at) && at < words.Count
            ? words[at] : Text(name);

    /// <summary>A run that this person may write to.</summary>
    /// <param name="field">What the call names it by; null for its usual names.</param>
    public MlRun Own(string? field = null)
    {
        var run = store.Find(field is null ? RunId() : Need(field));
        return who.Can(Policies.Admin) || run.Person == who.Person()
            ? run : throw new MlflowException("PERMISSION_DENIED", $"Run {run.Uuid} was logged by {run.Person}: only they and an admin may change it.");
    }

    /// <summary>The number of an experiment that this person may change.</summary>
    public long OwnExperiment()
    {
        var experiment = store.Experiment(ExperimentId());
        return who.Owns(experiment.Person) ? experiment.Id
            : throw new MlflowException("PERMISSION_DENIED", $"Experiment {experiment.Id} was made by {(experiment.Person == "" ? "nobody who has an account" : experiment.Person)}: only they and an admin may change it.");
    }

    /// <summary>The objects of a list; empty when none was sent.</summary>
    /// <exception cref="MlflowException">It is no list of objects.</exception>
    public IReadOnlyList<MlflowCall> List(string name) => fields.ValueKind != JsonValueKind.Object
        || !fields.TryGetProperty(name, out var list) || list.ValueKind == JsonValueKind.Null ? [] : list.ValueKind != JsonValueKind.Array || list.EnumerateArray().Any(entry => entry.ValueKind != JsonValueKind.Object)
            ? throw MlflowException.Invalid($"Invalid value {Short(list.GetRawText())} for parameter '{name}' supplied: allowed is a list of objects.")
        : [.. list.EnumerateArray().Select(entry => new MlflowCall(entry, store, who))];

    /// <summary>Data sets, as runs/log-inputs sends them.</summary>
    public IReadOnlyList<MlInput> Inputs() => [.. List("datasets").Select(input =>
    {
        var set = new MlflowCall(input.Part("dataset"), store, who);
        return new MlInput(set.Need("name"), set.Need("digest"), set.Text("source_type") ?? "", set.Text("source") ?? "",
            set.Text("schema"), set.Text("profile"),
            ExperimentCalls.Last(input.Pairs("tags", tags: true)));
    })];

    /// <summary>Logged models that a run uses.</summary>
    public IReadOnlyList<MlModelUse> Uses(string name) => [.. List(name).Select(model => new MlModelUse(model.Need("model_id"),
        model.Whole("step") ?? 0))];

    /// <summary>Keys with their values, as tags and parameters are sent.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Pairs(string name, bool tags) =>
        [.. List(name).Select(entry => entry.Pair(tags))];

    /// <summary>One key with its value, which is cut to its limit as MLflow's own server does: a long one must not cost a client the
    /// others.</summary>
    public KeyValuePair<string, string> Pair(bool tag)
    {
        var (key, value, most) = (Key("key"), Text("value") ?? "", tag ? MostTag : MostParam);
        return new(key, value.Length <= most ? value : value[..(char.IsHighSurrogate(value[most - 1]) ? most - 1 : most)]);
    }

    /// <summary>The points of a batch.</summary>
    public IReadOnlyList<MlMetric> Metrics(string name, long now) => [.. List(name).Select(entry => entry.Metric(now))];

    /// <summary>One point.</summary>
    public MlMetric Metric(long now)
    {
        var key = Key("key");
        var text = Need("value");
        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
            ? new MlMetric(key, value, Time("timestamp") ?? now, Whole("step") ?? 0) { Model = Text("model_id") }
            : throw MlflowException.Invalid($"Got invalid value {text} for metric '{key}': please specify value as a valid double.");
    }

    // Reads every text once: those that are no Unicode throw.
    private static void DemandText(JsonElement element)
    {
        if (element.ValueKind == JsonValueKind.Object)
        {
            foreach (var property in element.EnumerateObject())
            {
                _ = property.Name;
                DemandText(property.Value);
            }
        }
        else if (element.ValueKind == JsonValueKind.Array)
        {
            foreach (var entry in element.EnumerateArray())
            {
                DemandText(entry);
            }
        }
        else if (element.ValueKind == JsonValueKind.String)
        {
            _ = element.GetString();
        }
    }

    private static string Short(string text) => text.Length > 80 ? text[..80] + "…" : text;

    // MLflow's own rule: keys are names of files in some of its stores.
    private string Key(string name)
    {
        var key = Need(name);
        if (key.Length > MostKey)
        {
            throw MlflowException.Invalid($"Name '{key[..40]}…' has {key.Length} characters: allowed is at most {MostKey}.");
        }

        return KeyRule().IsMatch(key) && !key.StartsWith('/') && !key.Split('/').Any(part => part is "" or "." or "..")
            ? key
            : throw MlflowException.Invalid($"Invalid name: '{key}'. Names may only contain letters, digits, underscores (_), dashes (-), periods (.), spaces ( ), colons (:) and slashes (/), and be no path upwards.");
    }

    private JsonElement Part(string name) => fields.ValueKind == JsonValueKind.Object && fields.TryGetProperty(name, out var part) ? part
        : default;

    private static long Whole(string name, string text) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole) ? whole
        : double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && value == Math.Floor(value) && Math.Abs(value) < 1e18 ? (long)value
        : throw MlflowException.Invalid($"Invalid value {text} for parameter '{name}' supplied: allowed is a whole number.");

    [System.Text.RegularExpressions.GeneratedRegex(@"^[/\w.\- :]+$")]
    private static partial System.Text.RegularExpressions.Regex KeyRule();
}
