using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;

namespace Hodl.Server.Tests.Endpoints;

/// <summary>
/// A client written from MLflow's public REST documentation alone (mlflow.org/docs/latest/rest-api.html): its paths, methods
/// and field names, with 64-bit numbers read whether they come as numbers or as texts.
/// </summary>
public sealed class MlflowClient(HttpClient http)
{
    public async Task<JsonElement> Post(string path, object body)
    {
        var (status, answer) = await TryPost(path, body);
        Assert.True(status == HttpStatusCode.OK, $"{path}: {status} {answer}");
        return answer;
    }

    public async Task<(HttpStatusCode Status, JsonElement Answer)> TryPost(string path, object body)
    {
        var json = body as string ?? JsonSerializer.Serialize(body);
        using var content = new StringContent(json, Encoding.UTF8, "application/json");
        using var answer = await http.PostAsync("/api/2.0/mlflow/" + path, content);
        return (answer.StatusCode, JsonElement.Parse(await answer.Content.ReadAsStringAsync()));
    }

    public async Task<JsonElement> Get(string path)
    {
        var (status, answer) = await TryGet(path);
        Assert.True(status == HttpStatusCode.OK, $"{path}: {status} {answer}");
        return answer;
    }

    public async Task<(HttpStatusCode Status, JsonElement Answer)> TryGet(string path)
    {
        using var answer = await http.GetAsync("/api/2.0/mlflow/" + path);
        return (answer.StatusCode, JsonElement.Parse(await answer.Content.ReadAsStringAsync()));
    }

    public async Task<string> CreateExperiment(string name) => (await Post("experiments/create", new { name })).GetProperty("experiment_id").GetString()!;

    public async Task<string> CreateRun(string experiment, string name, object[]? tags = null) =>
        (await Post("runs/create", new { experiment_id = experiment, start_time = 1_700_000_000_000, run_name = name, tags = tags ?? [] })).GetProperty("run").GetProperty("info").GetProperty("run_id").GetString()!;

    public Task LogMetric(string run, string key, object value, long timestamp, long step) => Post("runs/log-metric", new { run_id = run, key, value, timestamp, step });

    public async Task<JsonElement> GetRun(string run) => (await Get($"runs/get?run_id={run}")).GetProperty("run");

    public async Task<List<string>> Search(string experiment, string filter, string[]? order = null, string view = "ACTIVE_ONLY", int most = 1000)
    {
        var names = new List<string>();
        for (string? token = null; ;)
        {
            var page = await Post("runs/search", new { experiment_ids = new[] { experiment }, filter, run_view_type = view, max_results = most, order_by = order ?? [], page_token = token ?? "" });
            names.AddRange(page.GetProperty("runs").EnumerateArray().Select(run => run.GetProperty("info").GetProperty("run_name").GetString()!));
            token = page.TryGetProperty("next_page_token", out var next) ? next.GetString() : null;
            if (string.IsNullOrEmpty(token))
            {
                return names;
            }
        }
    }

    public static double Number(JsonElement value) => value.ValueKind == JsonValueKind.String ? double.Parse(value.GetString()!, CultureInfo.InvariantCulture) : value.GetDouble();

    public static long Whole(JsonElement value) => value.ValueKind == JsonValueKind.String ? long.Parse(value.GetString()!, CultureInfo.InvariantCulture) : value.GetInt64();

    public static string? Find(JsonElement list, string key) => list.EnumerateArray().Where(pair => pair.GetProperty("key").GetString() == key).Select(pair => pair.GetProperty("value").ToString()).FirstOrDefault();
}
