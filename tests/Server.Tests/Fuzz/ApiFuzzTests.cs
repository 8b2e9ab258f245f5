using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Xunit.Abstractions;

namespace Hodl.Server.Tests.Fuzz;

/// <summary>Every address of the interface, asked with damaged paths, queries and bodies: never an error of the server's own.</summary>
public sealed class ApiFuzzTests(ITestOutputHelper output) : IDisposable
{
    private const int Seed = 20261130;
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(8);

    private static readonly string[] Values =
    [
        "", "0", "1", "-1", "999", "9223372036854775807", "99999999999999999999", "1e308", "NaN", "null", "true", "x", "a,b", "1,2,,x", "..", "%", "%00", "\ud83d\ude00", "ä ü", "'\"`",
        "metrics.x > 1", "tags.`a b` ILIKE '%%%%a%%%%b%%%%'", "attributes.status IN ('x'", "json", "html", "latex", "none", "wilcoxon", new string('a', 3000),
    ];

    // As JSON text; lone surrogates can be written no other way.
    private static readonly string[] Nodes =
    [
        "null", "1", "-1", "0.5", "1e308", "1e999", "99999999999999999999", "\"\"", "\"x\"", "\"\\ud800\"", "\"\\u0000\"", "[]", "{}", "[null]", "[1]", "[\"x\"]", "[[]]", "[{}]",
        "{\"key\":null}", "true", "\"NaN\"", "\"2026-01-01\"", $"\"{new string('a', 9000)}\"", new string('[', 70) + new string(']', 70),
    ];

    private static readonly (string Path, string Body)[] Samples =
    [
        ("/api/v1/runs", """{"task":"fake","method":"ahodl","preset":"quick","seeds":[1],"set":{"Steps":3},"project":""}"""),
        ("/api/v1/tables", """{"name":"t","note":"n","filter":{"task":"fake","methods":["ahodl"],"set":{"Rate":"0.5"},"runs":[1]},"rowsBy":["method"],"columnsBy":["data"],"metrics":["psnr_gray"],"rows":[{"name":"a","runs":{"task":"fake"},"published":[null],"without":{"0":"why"}}],"columns":[{"group":"g","metric":"psnr_gray","runs":{"task":"fake"}}],"test":"none"}"""),
        ("/api/v1/projects", """{"name":"p","summary":"s","open":true}"""),
        ("/api/v1/shares", """{"kind":"run","target":"1","title":"t","days":3}"""),
        ("/note", """{"text":"**x**"}"""), ("/comments", """{"text":"x"}"""), ("/project", """{"name":""}"""), ("/api/v1/runs/{id:long}", """{"name":"x"}"""),
        ("log-batch", """{"run_id":"RUN","metrics":[{"key":"a","value":1.5,"timestamp":1,"step":2}],"params":[{"key":"p","value":"1"}],"tags":[{"key":"t","value":"v"}]}"""),
        ("log-metric", """{"run_id":"RUN","key":"a","value":1.5,"timestamp":1,"step":2}"""),
        ("log-parameter", """{"run_id":"RUN","key":"a","value":"x"}"""), ("tag", """{"run_id":"RUN","experiment_id":"0","key":"a","value":"x"}"""),
        ("runs/create", """{"experiment_id":"0","user_id":"u","start_time":1,"run_name":"n","tags":[{"key":"a","value":"x"}]}"""),
        ("runs/update", """{"run_id":"RUN","status":"FINISHED","end_time":5,"run_name":"n"}"""),
        ("search", """{"experiment_ids":["0"],"filter":"metrics.a > 1","run_view_type":"ALL","max_results":5,"order_by":["metrics.a DESC"],"page_token":""}"""),
        ("experiments/", """{"experiment_id":"1","name":"n","new_name":"m","tags":[{"key":"a","value":"x"}]}"""),
        ("", """{"run_id":"RUN","key":"a"}"""),
    ];

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task EveryAddress_DamagedRequests_NeverFailOfTheirOwn()
    {
        using var server = new TestServer(_folder.Database);
        using var http = server.CreateClient(new() { AllowAutoRedirect = false });
        server.WaitForEnd(server.Queue.Enqueue([TestServer.Spec(new FakeSettings { Steps = 5 })])[0]);
        var run = JsonNode.Parse(await (await http.PostAsJsonAsync("/api/2.0/mlflow/runs/create", new { experiment_id = "0" })).Content.ReadAsStringAsync())!["run"]!["info"]!["run_id"]!.ToString();
        var endpoints = server.Services.GetServices<EndpointDataSource>().SelectMany(source => source.Endpoints).OfType<RouteEndpoint>()
            .SelectMany(endpoint => (endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? []).Select(method => (Method: method, Path: endpoint.RoutePattern.RawText!)))
            .Where(one => one.Path.TrimStart('/').StartsWith("api/", StringComparison.Ordinal)).Distinct().OrderBy(one => one.Path + one.Method, StringComparer.Ordinal).ToList();
        Assert.True(endpoints.Count > 80, $"{endpoints.Count} addresses");
        var (random, began, calls) = (new Random(Seed), Stopwatch.StartNew(), new Dictionary<int, int>());
        for (var round = 0; round < 2 || began.Elapsed < Longest; round++)
        {
            foreach (var (method, path) in endpoints)
            {
                using var request = Request(random, method, path, run);
                using var late = new CancellationTokenSource(TimeSpan.FromSeconds(10));
                using var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, late.Token);
                calls[(int)answer.StatusCode] = calls.GetValueOrDefault((int)answer.StatusCode) + 1;
                Assert.True((int)answer.StatusCode < 500, $"{method} {request.RequestUri} answers {answer.StatusCode} to {(request.Content is null ? "" : Encoding.Latin1.GetString(await request.Content.ReadAsByteArrayAsync()))}: {(await answer.Content.ReadAsStringAsync())[..Math.Min(2000, (await answer.Content.ReadAsStringAsync()).Length)]}");
            }
        }

        // What was taken must not spoil what everybody asks for.
        foreach (var path in new[] { "/api/v1/runs", "/api/v1/tables", "/api/v1/projects", "/api/v1/shares", "/api/v1/models", "/api/2.0/mlflow/experiments/search", "/runs", "/tables", "/projects", "/runs/1" })
        {
            using var answer = await http.GetAsync(path);
            Assert.True(answer.IsSuccessStatusCode, $"GET {path} answers {answer.StatusCode} afterwards");
        }

        output.WriteLine($"{endpoints.Count} addresses, {string.Join(", ", calls.OrderBy(pair => pair.Key).Select(pair => $"{pair.Value} × {pair.Key}"))}, {began.Elapsed.TotalSeconds:0.0} s");
    }

    private static HttpRequestMessage Request(Random random, string method, string path, string run)
    {
        var address = System.Text.RegularExpressions.Regex.Replace(path, @"\{(\**\w+)(:[^}]+\)?)?\}", match =>
            match.Groups[1].Value is "uuid" && random.Next(4) > 0 ? run
            : random.Next(3) > 0 ? "1" : Uri.EscapeDataString(One(random, Values) is { Length: > 0 } value ? value : "x"));
        if (random.Next(3) == 0)
        {
            string[] names = ["name", "max", "from", "to", "after", "task", "method", "seed", "state", "runs", "format", "test", "threshold", "before", "person", "deed", "title", "result", "project",
                "filter", "order_by", "max_results", "page_token", "experiment_id", "experiment_name", "run_id", "metric_key", "path", "view_type"];
            address += "?" + string.Join('&', Enumerable.Range(0, 1 + random.Next(4)).Select(_ => $"{One(random, names)}={Uri.EscapeDataString(One(random, Values))}"));
        }

        var request = new HttpRequestMessage(new HttpMethod(method), "/" + address.TrimStart('/'));
        if (!HttpMethods.IsGet(method))
        {
            var sample = Array.Find(Samples, sample => path.Contains(sample.Path, StringComparison.Ordinal)).Body.Replace("RUN", run, StringComparison.Ordinal);
            request.Content = new ByteArrayContent(random.Next(3) == 0 ? new Mutations(Encoding.UTF8.GetBytes(sample), random.Next()).Next() : Encoding.UTF8.GetBytes(Damaged(random, sample)));
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        }

        return request;
    }

    // One node, or two, of the body is another one, or left out.
    private static string Damaged(Random random, string sample)
    {
        var root = JsonNode.Parse(sample)!;
        var wishes = new Dictionary<string, string>();
        for (var times = 1 + random.Next(2); times > 0; times--)
        {
            var places = new List<JsonNode?>();
            Collect(root, places);
            if (places.Count == 0 || random.Next(20) == 0)
            {
                return One(random, Nodes);
            }

            var place = places[random.Next(places.Count)]!;
            var mark = $"mark-{random.Next()}";
            if (place.Parent is JsonObject map)
            {
                var key = place.GetPropertyName();
                map.Remove(key);
                if (random.Next(5) > 0)
                {
                    map[key] = mark;
                }
            }
            else if (place.Parent is JsonArray list)
            {
                list[place.GetElementIndex()] = mark;
            }

            wishes[$"\"{mark}\""] = One(random, Nodes);
        }

        return wishes.Aggregate(root.ToJsonString(), (text, wish) => text.Replace(wish.Key, wish.Value, StringComparison.Ordinal));
    }

    private static void Collect(JsonNode? node, List<JsonNode?> places)
    {
        foreach (var child in node switch { JsonObject map => map.Select(pair => pair.Value), JsonArray list => list, _ => [] })
        {
            if (child is not null)
            {
                places.Add(child);
                Collect(child, places);
            }
        }
    }

    private static T One<T>(Random random, T[] all) => all[random.Next(all.Length)];
}
