using System.Net;
using System.Text.Json;
using Hodl.Core.Runs;

namespace Hodl.Server.Tests.Endpoints;

public sealed class MlflowTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly TestServer _server;
    private readonly HttpClient _http;
    private readonly MlflowClient _client;

    public MlflowTests()
    {
        _server = new TestServer(_folder.Database);
        _http = _server.CreateClient();
        _client = new MlflowClient(_http);
    }

    public void Dispose()
    {
        _http.Dispose();
        _server.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Experiments_LifeOfOne_AsDocumented()
    {
        Assert.Equal("Default", (await _client.Get("experiments/get?experiment_id=0")).GetProperty("experiment").GetProperty("name").GetString());
        var id = await _client.CreateExperiment("baselines");
        var (status, taken) = await _client.TryPost("experiments/create", new { name = "baselines" });
        Assert.Equal((HttpStatusCode.BadRequest, "RESOURCE_ALREADY_EXISTS"), (status, taken.GetProperty("error_code").GetString()));
        await _client.Post("experiments/set-experiment-tag", new { experiment_id = id, key = "team", value = "vision" });
        var found = (await _client.Get("experiments/get-by-name?experiment_name=baselines")).GetProperty("experiment");
        Assert.Equal((id, "active", "vision"), (found.GetProperty("experiment_id").GetString(), found.GetProperty("lifecycle_stage").GetString(), MlflowClient.Find(found.GetProperty("tags"), "team")));

        await _client.Post("experiments/update", new { experiment_id = id, new_name = "renamed" });
        var run = await _client.CreateRun(id, "kept");
        await _client.Post("experiments/delete", new { experiment_id = id });
        Assert.Equal("deleted", (await _client.GetRun(run)).GetProperty("info").GetProperty("lifecycle_stage").GetString());
        Assert.DoesNotContain((await _client.Post("experiments/search", new { max_results = 10 })).GetProperty("experiments").EnumerateArray(), entry => entry.GetProperty("name").GetString() == "renamed");
        Assert.Contains((await _client.Post("experiments/search", new { max_results = 10, view_type = "ALL", filter = "name LIKE 'ren%'" })).GetProperty("experiments").EnumerateArray(), entry => entry.GetProperty("name").GetString() == "renamed");
        await _client.Post("experiments/restore", new { experiment_id = id });
        Assert.Equal("active", (await _client.GetRun(run)).GetProperty("info").GetProperty("lifecycle_stage").GetString());
        var (missing, error) = await _client.TryGet("experiments/get?experiment_id=77");
        Assert.Equal((HttpStatusCode.NotFound, "RESOURCE_DOES_NOT_EXIST"), (missing, error.GetProperty("error_code").GetString()));
    }

    [Fact]
    public async Task Run_LoggedFromOutside_StandsInListSeriesAndResultsAsExternal()
    {
        var id = await _client.CreateExperiment("denoising");
        var run = await _client.CreateRun(id, "dncnn", [new { key = "mlflow.user", value = "pat" }]);
        await _client.Post("runs/log-batch", new
        {
            run_id = run,
            metrics = Enumerable.Range(1, 50).Select(step => new { key = "psnr_gray", value = 20 + (0.1 * step), timestamp = 1_700_000_000_000 + (step * 100), step }),
            @params = new[] { new { key = "lr", value = "1e-3" }, new { key = "seed", value = "7" }, new { key = "method", value = "dncnn" } },
            tags = new[] { new { key = "stage", value = "final" } },
        });
        await _client.Post("runs/update", new { run_id = run, status = "FINISHED", end_time = 1_700_000_010_000 });

        var row = _server.Store.List().Single();
        Assert.True(row.External);
        Assert.Equal(("denoising", "dncnn", 7L, RunState.Finished, 50L, "dncnn"), (row.Task, row.Method, row.Seed, row.State, row.Step, row.Name));
        Assert.Equal(25.0, row.Results.Single(result => result.Metric == "psnr_gray").Value, 12);
        Assert.NotEmpty(row.Sparkline);
        var series = _server.Store.Read(row.Id, "psnr_gray");
        Assert.Equal((50, 0.1, 20.1), (series.Steps.Length, series.Seconds[0], series.Values[0]));
        Assert.Equal(10, row.Seconds, 6);

        // It is computed elsewhere: nothing here starts, resumes or repeats it.
        Assert.Equal(HttpStatusCode.Conflict, (await _http.PostAsync($"/api/v1/runs/{row.Id}/repeat", null)).StatusCode);
        Assert.Equal(HttpStatusCode.Conflict, (await _http.PostAsync($"/api/v1/runs/{row.Id}/resume", null)).StatusCode);
        Assert.Equal(HttpStatusCode.Conflict, (await _http.PostAsync($"/api/v1/runs/{row.Id}/stop", null)).StatusCode);
        await _client.Post("runs/update", new { run_id = run, status = "SCHEDULED" });
        _server.Queue.AtOnce = 2;
        Assert.Equal(RunState.Queued, _server.Store.Find(row.Id)!.State);
    }

    [Fact]
    public async Task Metrics_NanAndInfinities_KeptAndLatestIsOfTheHighestStep()
    {
        var run = await _client.CreateRun("0", "odd");
        object[] values = [1.5, "NaN", "Infinity", "-Infinity", -0.0];
        for (var step = 0; step < values.Length; step++)
        {
            await _client.LogMetric(run, "loss", values[step], 1_700_000_000_123 + step, step);
        }

        await _client.LogMetric(run, "loss", 9.0, 1_700_000_009_999, 2);
        var history = (await _client.Get($"metrics/get-history?run_id={run}&metric_key=loss")).GetProperty("metrics").EnumerateArray().ToList();
        Assert.Equal([1.5, double.NaN, double.PositiveInfinity, double.NegativeInfinity, -0.0, 9.0], history.Select(point => MlflowClient.Number(point.GetProperty("value"))));
        Assert.Equal("NaN", history[1].GetProperty("value").GetString());
        Assert.Equal([1_700_000_000_123, 1_700_000_000_124, 1_700_000_000_125, 1_700_000_000_126, 1_700_000_000_127, 1_700_000_009_999], history.Select(point => MlflowClient.Whole(point.GetProperty("timestamp"))));
        var latest = (await _client.GetRun(run)).GetProperty("data").GetProperty("metrics")[0];
        Assert.Equal((-0.0, 4L), (MlflowClient.Number(latest.GetProperty("value")), MlflowClient.Whole(latest.GetProperty("step"))));
        Assert.True(double.IsNegative(MlflowClient.Number(latest.GetProperty("value"))));

        var page = await _client.Get($"metrics/get-history?run_id={run}&metric_key=loss&max_results=4");
        Assert.Equal(4, page.GetProperty("metrics").GetArrayLength());
        var rest = await _client.Get($"metrics/get-history?run_id={run}&metric_key=loss&max_results=4&page_token={page.GetProperty("next_page_token").GetString()}");
        Assert.Equal(2, rest.GetProperty("metrics").GetArrayLength());
    }

    [Fact]
    public async Task Search_FiltersOrdersAndPages_AsDocumented()
    {
        var id = await _client.CreateExperiment("search");
        foreach (var (name, accuracy, rate, text) in new[] { ("a", 0.9, "0.1", "Alpha"), ("b", 0.95, "0.01", "beta"), ("c", 0.5, "0.1", "Gamma") })
        {
            var run = await _client.CreateRun(id, name, [new { key = "my tag", value = text }]);
            await _client.Post("runs/log-batch", new { run_id = run, metrics = new[] { new { key = "val/acc", value = accuracy, timestamp = 1, step = 0 } }, @params = new[] { new { key = "learning rate", value = rate } } });
            if (name == "c")
            {
                await _client.Post("runs/update", new { run_id = run, status = "FAILED" });
            }
        }

        var deleted = await _client.CreateRun(id, "d");
        await _client.Post("runs/delete", new { run_id = deleted });

        async Task Expect(string filter, params string[] names) => Assert.Equal(names, (await _client.Search(id, filter, ["attributes.run_name ASC"])).ToArray());
        await Expect("", "a", "b", "c");
        await Expect("metrics.`val/acc` > 0.6", "a", "b");
        await Expect("metrics.\"val/acc\" <= 9e-1 and params.\"learning rate\" = '0.1'", "a", "c");
        await Expect("metrics.`val/acc` != 0.5 AND params.`learning rate` != \"0.1\"", "b");
        await Expect("attributes.status = 'FAILED'", "c");
        await Expect("status != 'FAILED'", "a", "b");
        await Expect("tags.`my tag` LIKE '%a'", "a", "b", "c");
        await Expect("tags.`my tag` LIKE 'b%'", "b");
        await Expect("tags.`my tag` ILIKE 'G%'", "c");
        await Expect("attributes.run_name IN ('a', 'c')", "a", "c");
        await Expect("attributes.run_name NOT IN ('a', 'c')", "b");
        await Expect("metrics.missing != 1");
        await Expect("params.missing IS NULL and attributes.start_time >= 1700000000000", "a", "b", "c");

        Assert.Equal(["b", "a", "c"], await _client.Search(id, "", ["metrics.`val/acc` DESC"]));
        Assert.Equal(["b", "a", "c"], await _client.Search(id, "", ["params.`learning rate`", "metrics.`val/acc` DESC"], most: 1));
        Assert.Equal(["d"], await _client.Search(id, "", view: "DELETED_ONLY"));
        Assert.Equal(4, (await _client.Search(id, "", view: "ALL")).Count);

        foreach (var wrong in new[] { "metrics.x > 'a'", "params.a > '1'", "params.a = 1", "nonsense", "attributes.unknown = 'x'", "metrics.a = 1 OR metrics.a = 2", "metrics.a =", "attributes.run_id IN ()" })
        {
            var (status, error) = await _client.TryPost("runs/search", new { experiment_ids = new[] { id }, filter = wrong });
            Assert.True((status, error.GetProperty("error_code").GetString()) == (HttpStatusCode.BadRequest, "INVALID_PARAMETER_VALUE"), $"{wrong}: {status} {error}");
        }
    }

    [Fact]
    public async Task Refusals_LimitsAndChanges_HaveMlflowsCodes()
    {
        var run = await _client.CreateRun("0", "limits");
        async Task Refused(string path, object body, string code = "INVALID_PARAMETER_VALUE")
        {
            var (status, error) = await _client.TryPost(path, body);
            Assert.True(status != HttpStatusCode.OK && error.GetProperty("error_code").GetString() == code, $"{path}: {status} {error}");
        }

        object Metric(int at) => new { key = $"m{at}", value = 1.0, timestamp = 1, step = 0 };
        object Pair(int at) => new { key = $"p{at}", value = "1" };
        await Refused("runs/log-batch", new { run_id = run, metrics = Enumerable.Range(0, 1001).Select(Metric) });
        await Refused("runs/log-batch", new { run_id = run, @params = Enumerable.Range(0, 101).Select(Pair) });
        await Refused("runs/log-batch", new { run_id = run, tags = Enumerable.Range(0, 101).Select(Pair) });
        await Refused("runs/log-batch", new { run_id = run, metrics = Enumerable.Range(0, 950).Select(Metric), @params = Enumerable.Range(0, 100).Select(Pair) });
        await Refused("runs/log-batch", new { run_id = run, @params = new[] { Pair(1), Pair(1) } });
        await Refused("runs/log-batch", new { run_id = run, metrics = new[] { Metric(1) }, @params = new[] { new { key = "../up", value = "1" } } });
        Assert.Empty((await _client.GetRun(run)).GetProperty("data").GetProperty("metrics").EnumerateArray());

        await _client.Post("runs/log-parameter", new { run_id = run, key = "lr", value = "0.1" });
        await _client.Post("runs/log-parameter", new { run_id = run, key = "lr", value = "0.1" });
        await Refused("runs/log-parameter", new { run_id = run, key = "lr", value = "0.2" });
        await Refused("runs/log-parameter", new { run_id = run, key = new string('k', 251), value = "1" });
        await _client.Post("runs/log-parameter", new { run_id = run, key = new string('k', 250), value = new string('v', 6000) });
        await Refused("runs/log-metric", new { run_id = run, key = "m", value = "many", timestamp = 1, step = 0 });
        await Refused("runs/log-metric", new { run_id = run, key = "m" });
        await Refused("runs/log-metric", new { run_id = "none", key = "m", value = 1.0, timestamp = 1 }, "RESOURCE_DOES_NOT_EXIST");
        await Refused("runs/create", new { experiment_id = "77" }, "RESOURCE_DOES_NOT_EXIST");
        await Refused("runs/update", new { run_id = run, status = "DONE" });
        await Refused("runs/search", new { experiment_ids = new[] { "0" }, max_results = 50_001 });
        await Refused("runs/create", "{not json", "BAD_REQUEST");
        await Refused("registered-models/create", new { name = "x" }, "ENDPOINT_NOT_FOUND");

        await _client.Post("runs/set-tag", new { run_id = run, key = "t", value = "1" });
        await _client.Post("runs/set-tag", new { run_id = run, key = "t", value = "2" });
        Assert.Equal("2", MlflowClient.Find((await _client.GetRun(run)).GetProperty("data").GetProperty("tags"), "t"));
        await _client.Post("runs/delete-tag", new { run_id = run, key = "t" });
        await Refused("runs/delete-tag", new { run_id = run, key = "t" }, "RESOURCE_DOES_NOT_EXIST");
        await _client.Post("runs/log-inputs", new { run_id = run, datasets = Array.Empty<object>() });
        await _client.Post("runs/delete", new { run_id = run });
        await Refused("runs/log-metric", new { run_id = run, key = "m", value = 1.0, timestamp = 1, step = 0 });
        await _client.Post("runs/restore", new { run_id = run });
        await _client.LogMetric(run, "m", 1.0, 1, 0);
    }

    [Fact]
    public async Task Artifacts_UploadListDownload_WithinTheRunsOwnFolder()
    {
        var run = await _client.CreateRun("0", "files");
        var uri = (await _client.GetRun(run)).GetProperty("info").GetProperty("artifact_uri").GetString()!;
        Assert.StartsWith("mlflow-artifacts:/", uri, StringComparison.Ordinal);
        var below = "/api/2.0/mlflow-artifacts/artifacts/" + uri["mlflow-artifacts:/".Length..];
        var bytes = Enumerable.Range(0, 100_000).Select(at => (byte)at).ToArray();
        Assert.Equal(HttpStatusCode.OK, (await _http.PutAsync($"{below}/model/weights.bin", new ByteArrayContent(bytes))).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await _http.PutAsync($"{below}/page.html", new StringContent("<script>alert(1)</script>"))).StatusCode);

        var files = (await _client.Get($"artifacts/list?run_id={run}")).GetProperty("files").EnumerateArray().ToList();
        Assert.Equal(["model", "page.html"], files.Select(file => file.GetProperty("path").GetString()));
        Assert.True(files[0].GetProperty("is_dir").GetBoolean());
        var inner = (await _client.Get($"artifacts/list?run_id={run}&path=model")).GetProperty("files")[0];
        Assert.Equal(("model/weights.bin", 100_000L), (inner.GetProperty("path").GetString(), MlflowClient.Whole(inner.GetProperty("file_size"))));
        var proxied = JsonElement.Parse(await _http.GetStringAsync($"/api/2.0/mlflow-artifacts/artifacts?path={uri["mlflow-artifacts:/".Length..]}/model")).GetProperty("files")[0];
        Assert.Equal("weights.bin", proxied.GetProperty("path").GetString());
        Assert.Equal(bytes, await _http.GetByteArrayAsync($"{below}/model/weights.bin"));

        using var page = await _http.GetAsync($"{below}/page.html");
        Assert.Equal("application/octet-stream", page.Content.Headers.ContentType!.MediaType);
        Assert.Contains("sandbox", page.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        foreach (var outside in new[] { "..%2F..%2Fhodl.db", "a%2F..%2F..%2Fb", "%2Fetc%2Fpasswd", "a%5Cb" })
        {
            using var refused = await _http.PutAsync($"{below}/{outside}", new StringContent("x"));
            Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        }

        Assert.Equal(HttpStatusCode.NotFound, (await _http.GetAsync($"{below}/missing")).StatusCode);
        _server.Store.Delete(_server.Store.List()[0].Id);
        _server.Store.Purge(TimeSpan.Zero);
        Assert.Empty(_server.Store.List());
    }

    [Fact]
    public async Task Client_BeforeAnything_FindsHealthAndVersion()
    {
        Assert.Equal("OK", await _http.GetStringAsync("/health"));
        Assert.Matches(@"^\d+\.\d+", await _http.GetStringAsync("/version"));
    }
}
