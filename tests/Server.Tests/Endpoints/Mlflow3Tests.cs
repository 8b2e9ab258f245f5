using System.Net;
using System.Text.Json;
using Hodl.Core.Runs;

namespace Hodl.Server.Tests.Endpoints;

/// <summary>The calls that MLflow's public documentation shows for clients of 2.x and 3.x beyond plain runs.</summary>
public sealed class Mlflow3Tests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly TestServer _server;
    private readonly HttpClient _http;
    private readonly MlflowClient _client;

    public Mlflow3Tests()
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
    public async Task LogBatch_LongValues_AreCutAndTheOthersAreThere()
    {
        var run = await _client.CreateRun("0", "long");
        await _client.Post("runs/log-batch", new
        {
            run_id = run,
            @params = new[] { new { key = "long", value = new string('v', 6001) }, new { key = "lr", value = "0.1" }, new { key = "pair",
                value = new string('v', 5999) + "😀" } },
            tags = new[] { new { key = "note", value = new string('t', 8001) } },
            metrics = new[] { new { key = "m", value = 1.0, timestamp = 1_700_000_000_000, step = 0 } },
        });
        var data = (await _client.GetRun(run)).GetProperty("data");
        Assert.Equal((6000, 5999, 8000), (MlflowClient.Find(data.GetProperty("params"), "long")!.Length,
            MlflowClient.Find(data.GetProperty("params"), "pair")!.Length, MlflowClient.Find(data.GetProperty("tags"), "note")!.Length));
        Assert.Equal("0.1", MlflowClient.Find(data.GetProperty("params"), "lr"));
        Assert.Single(data.GetProperty("metrics").EnumerateArray());
        // Said again, it is the same value.
        await _client.Post("runs/log-parameter", new { run_id = run, key = "long", value = new string('v', 6001) });
    }

    [Fact]
    public async Task LogMetric_SamePointAgain_IsKeptOnce()
    {
        var run = await _client.CreateRun("0", "twice");
        var point = new { key = "m", value = (object)1.5, timestamp = 1_700_000_000_100, step = 3 };
        await _client.Post("runs/log-batch", new { run_id = run, metrics = new[] { point, point } });
        await _client.LogMetric(run, "m", 1.5, 1_700_000_000_100, 3);
        await _client.LogMetric(run, "m", "NaN", 1_700_000_000_200, 4);
        await _client.LogMetric(run, "m", "NaN", 1_700_000_000_200, 4);
        await _client.LogMetric(run, "m", 1.5, 1_700_000_000_100, 3);
        // Another time, another value, another step are other points.
        await _client.LogMetric(run, "m", 1.5, 1_700_000_000_101, 3);
        await _client.LogMetric(run, "m", 1.6, 1_700_000_000_100, 3);
        await _client.LogMetric(run, "m", 1.5, 1_700_000_000_100, 2);
        var history = (await _client.Get($"metrics/get-history?run_id={run}&metric_key=m")).GetProperty("metrics").EnumerateArray()
            .ToList();
        Assert.Equal([3, 4, 3, 3, 2], history.Select(one => (int)MlflowClient.Whole(one.GetProperty("step"))));
        Assert.Equal(5, _server.Store.Read(_server.Store.List()[0].Id, "m").Steps.Length);
    }

    [Fact]
    public async Task Artifacts_NamesWithColonsPercentsAndParts_ComeBack()
    {
        var run = await _client.CreateRun("0", "names");
        var below = $"/api/2.0/mlflow-artifacts/artifacts/0/{run}/artifacts";
        foreach (var name in new[] { "model:v1.txt", "images/a%step%2%timestamp%17%g1.txt", "half.part", "ü 数.txt" })
        {
            var address = $"{below}/{string.Join('/', name.Split('/').Select(Uri.EscapeDataString))}";
            Assert.Equal(HttpStatusCode.OK, (await _http.PutAsync(address, new StringContent(name))).StatusCode);
            Assert.Equal(name, await _http.GetStringAsync(address));
        }

        var files = (await _client.Get($"artifacts/list?run_id={run}")).GetProperty("files").EnumerateArray().Select(file =>
            file.GetProperty("path").GetString());
        Assert.Equal(["half.part", "images", "model:v1.txt", "ü 数.txt"], files);
    }

    [Fact]
    public async Task Inputs_DataSets_AreToldAndFoundByFilters()
    {
        var (a, b) = (await _client.CreateRun("0", "a"), await _client.CreateRun("0", "b"));
        object Input(string name, string context) => new
        {
            tags = new[] { new { key = "mlflow.data.context", value = context } },
            dataset = new { name, digest = "d-" + name, source_type = "local", source = "{}", schema = "{\"x\":1}", profile = "{}" },
        };
        await _client.Post("runs/log-inputs", new { run_id = a, datasets = new[] { Input("set14", "train"), Input("bsd", "eval") } });
        await _client.Post("runs/log-inputs", new { run_id = a, datasets = new[] { Input("set14", "train") } });
        await _client.Post("runs/log-inputs", new { run_id = b, datasets = new[] { Input("set12", "train") } });

        var inputs = (await _client.GetRun(a)).GetProperty("inputs").GetProperty("dataset_inputs").EnumerateArray().ToList();
        Assert.Equal(["set14", "bsd"], inputs.Select(input => input.GetProperty("dataset").GetProperty("name").GetString()));
        Assert.Equal(("d-set14", "train"), (inputs[0].GetProperty("dataset").GetProperty("digest").GetString(),
            MlflowClient.Find(inputs[0].GetProperty("tags"), "mlflow.data.context")));
        async Task Expect(string filter, params string[] names) => Assert.Equal(names, (await _client.Search("0", filter,
            ["attributes.run_name ASC"])).ToArray());
        await Expect("datasets.name = 'bsd'", "a");
        await Expect("dataset.name LIKE 'set1%' AND dataset.context = 'train'", "a", "b");
        await Expect("datasets.digest IN ('d-set12', 'none')", "b");
        await Expect("datasets.context = 'test'");
        var sets = (await _client.Post("experiments/search-datasets", new { experiment_ids = new[] { "0" } }))
            .GetProperty("dataset_summaries").EnumerateArray().ToList();
        Assert.Equal(3, sets.Count);
        Assert.Equal((HttpStatusCode.BadRequest, "INVALID_PARAMETER_VALUE"), await Code("runs/search", new
        {
            experiment_ids = new[] { "0" },
            filter = "datasets.size = '1'"
        }));
    }

    [Fact]
    public async Task LoggedModel_LifeOfOne_AsDocumented()
    {
        var experiment = await _client.CreateExperiment("models");
        var run = await _client.CreateRun(experiment, "trains");
        var made = (await _client.Post("logged-models", new
        {
            experiment_id = experiment,
            name = "unet",
            model_type = "Restorer",
            source_run_id = run,
            @params = new[] { new { key = "depth", value = "4" } },
            tags = new[] { new { key = "stage", value = "draft" } },
        })).GetProperty("model").GetProperty("info");
        var id = made.GetProperty("model_id").GetString()!;
        Assert.StartsWith("m-", id, StringComparison.Ordinal);
        Assert.Equal(("LOGGED_MODEL_PENDING", run, $"mlflow-artifacts:/{experiment}/models/{id}/artifacts"),
            (made.GetProperty("status").GetString(), made.GetProperty("source_run_id").GetString(), made.GetProperty("artifact_uri")
                .GetString()));

        var files = $"/api/2.0/mlflow-artifacts/artifacts/{experiment}/models/{id}/artifacts";
        Assert.Equal(HttpStatusCode.OK, (await _http.PutAsync(files + "/MLmodel", new StringContent("flavors: {}"))).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await _http.PutAsync(files + "/data/model.pth", new StringContent("weights"))).StatusCode);
        Assert.Equal("weights", await _http.GetStringAsync(files + "/data/model.pth"));
        Assert.Equal(["MLmodel", "data"], (await _client.Get($"logged-models/{id}/artifacts/directories")).GetProperty("files")
            .EnumerateArray().Select(file => file.GetProperty("path").GetString()));
        Assert.Equal(["data/model.pth"], (await _client.Get($"logged-models/{id}/artifacts/directories?artifact_directory_path=data"))
            .GetProperty("files").EnumerateArray().Select(file => file.GetProperty("path").GetString()));
        Assert.Equal("model.pth", JsonElement.Parse(await _http.GetStringAsync($"/api/2.0/mlflow-artifacts/artifacts?path={experiment}/models/{id}/artifacts/data")).GetProperty("files")[0].GetProperty("path").GetString());

        await _client.Post($"logged-models/{id}/params", new { model_id = id, @params = new[] { new { key = "width", value = "32" } } });
        await Send(HttpMethod.Patch, $"logged-models/{id}/tags", new
        {
            model_id = id,
            tags = new[] { new { key = "stage", value = "final" },
            new { key = "gone", value = "1" } }
        });
        await Send(HttpMethod.Delete, $"logged-models/{id}/tags/gone", null);
        Assert.Equal("LOGGED_MODEL_READY", (await Send(HttpMethod.Patch, $"logged-models/{id}", new
        {
            model_id = id,
            status = "LOGGED_MODEL_READY"
        })).GetProperty("model").GetProperty("info").GetProperty("status").GetString());
        await _client.Post("runs/outputs", new { run_id = run, models = new[] { new { model_id = id, step = 7 } } });
        await _client.Post("runs/log-metric", new
        {
            run_id = run,
            key = "psnr",
            value = 30.5,
            timestamp = 1_700_000_000_500,
            step = 7,
            model_id = id
        });
        await _client.Post("runs/log-batch", new
        {
            run_id = run,
            metrics = new[] { new { key = "psnr", value = 31.0,
            timestamp = 1_700_000_000_600, step = 8, model_id = id } }
        });

        var told = (await _client.Get($"logged-models/{id}")).GetProperty("model");
        Assert.Equal(("4", "32", "final", (string?)null), (MlflowClient.Find(told.GetProperty("data").GetProperty("params"), "depth"),
            MlflowClient.Find(told.GetProperty("data").GetProperty("params"), "width"),
            MlflowClient.Find(told.GetProperty("info").GetProperty("tags"), "stage"), MlflowClient.Find(told.GetProperty("info")
                .GetProperty("tags"), "gone")));
        Assert.Equal((31.0, run), (told.GetProperty("data").GetProperty("metrics")[0].GetProperty("value").GetDouble(),
            told.GetProperty("data").GetProperty("metrics")[0].GetProperty("run_id").GetString()));
        Assert.Equal((id, 7L), ((await _client.GetRun(run)).GetProperty("outputs").GetProperty("model_outputs")[0].GetProperty("model_id")
            .GetString(),
            MlflowClient.Whole((await _client.GetRun(run)).GetProperty("outputs").GetProperty("model_outputs")[0].GetProperty("step"))));

        // One that no run made, by a client outside of any run.
        var alone = (await _client.Post("logged-models", new { experiment_id = experiment, name = "alone" })).GetProperty("model")
            .GetProperty("info");
        Assert.Equal("", alone.GetProperty("source_run_id").GetString());
        Assert.Equal(HttpStatusCode.OK, (await _http.PutAsync($"/api/2.0/mlflow-artifacts/artifacts/{experiment}/models/{alone.GetProperty("model_id").GetString()}/artifacts/MLmodel", new StringContent("x"))).StatusCode);

        async Task<string[]> Found(string filter, object[]? order = null) => [.. (await _client.Post("logged-models/search",
            new { experiment_ids = new[] { experiment }, filter, order_by = order ?? [], max_results = 10 }))
            .GetProperty("models").EnumerateArray().Select(model => model.GetProperty("info").GetProperty("name").GetString()!)];
        Assert.Equal(["alone", "unet"], await Found(""));
        Assert.Equal(["unet"], await Found("metrics.psnr > 30 AND params.depth = '4'"));
        Assert.Equal(["unet", "alone"], await Found("", [new { field_name = "name", ascending = false }]));
        Assert.Equal(["alone"], await Found($"name = 'alone' AND creation_timestamp > 1000"));
        await Send(HttpMethod.Delete, $"logged-models/{id}", null);
        Assert.Equal(["alone"], await Found(""));
        Assert.Equal(HttpStatusCode.NotFound, (await _client.TryGet($"logged-models/{id}")).Status);
        Assert.Equal((HttpStatusCode.NotFound, "RESOURCE_DOES_NOT_EXIST"), await Code("logged-models", new
        {
            experiment_id = "99",
            name = "x"
        }));

        // Everything is there after a restart, and goes with the run.
        var holder = _server.Store.List().Single(row => row.Name == "trains");
        Assert.True(Directory.Exists(Path.Combine(_folder.Path, "runs", $"{holder.Id}", "artifacts", "logged_models", id)));
        _server.Store.Delete(_server.Store.List().Select(row => row.Id).ToList());
        _server.Store.Purge(TimeSpan.Zero);
        Assert.Empty(await Found(""));
    }

    [Fact]
    public async Task QuickStart_OfAClientOf2_EveryCallIsAnswered()
    {
        // set_experiment, start_run, autologged parameters and tags, a nested run, system metrics, log_model, end_run, search.
        Assert.Equal((HttpStatusCode.NotFound, "RESOURCE_DOES_NOT_EXIST"),
            Of(await _client.TryGet("experiments/get-by-name?experiment_name=quick")));
        var experiment = await _client.CreateExperiment("quick");
        await _client.Get($"experiments/get?experiment_id={experiment}");
        var parent = await _client.CreateRun(experiment, "parent", [new { key = "mlflow.source.name", value = "train.py" },
            new { key = "mlflow.source.type", value = "LOCAL" }]);
        var child = await _client.CreateRun(experiment, "child", [new { key = "mlflow.parentRunId", value = parent }]);
        await _client.Post("runs/set-tag", new { run_id = child, key = "mlflow.autologging", value = "pytorch" });
        await _client.Post("runs/log-batch", new
        {
            run_id = child,
            metrics = new[] { new { key = "system/cpu_utilization_percentage",
            value = 12.5, timestamp = 1_700_000_000_000, step = 0 } },
            @params = Array.Empty<object>(),
            tags = Array.Empty<object>()
        });
        foreach (var flavor in new[] { "pytorch", "python_function" })
        {
            await _client.Post("runs/log-model", new
            {
                run_id = child,
                model_json = JsonSerializer.Serialize(new
                {
                    run_id = child,
                    artifact_path = "model",
                    flavors = new Dictionary<string, object> { [flavor] = new { } }
                })
            });
        }

        await _client.Post("runs/update", new { run_id = child, status = "FINISHED", end_time = 1_700_000_005_000 });
        await _client.Post("runs/update", new { run_id = parent, status = "FINISHED", end_time = 1_700_000_006_000 });
        Assert.Equal(["child"], await _client.Search(experiment, $"tags.`mlflow.parentRunId` = '{parent}'"));
        var models = JsonElement.Parse(MlflowClient.Find((await _client.GetRun(child)).GetProperty("data").GetProperty("tags"),
            "mlflow.log-model.history")!);
        Assert.Equal(2, models.GetArrayLength());
        Assert.All(_server.Store.List(), run => Assert.Equal(RunState.Finished, run.State));
        await _client.Post("experiments/set-experiment-tag", new { experiment_id = experiment, key = "k", value = "v" });
        await _client.Post("experiments/delete-experiment-tag", new { experiment_id = experiment, key = "k" });
        Assert.Equal((HttpStatusCode.NotFound, "RESOURCE_DOES_NOT_EXIST"), await Code("experiments/delete-experiment-tag",
            new { experiment_id = experiment, key = "k" }));
    }

    private static (HttpStatusCode, string?) Of((HttpStatusCode Status, JsonElement Answer) answer) => (answer.Status,
        answer.Answer.GetProperty("error_code").GetString());

    private async Task<(HttpStatusCode, string?)> Code(string path, object body) => Of(await _client.TryPost(path, body));

    private async Task<JsonElement> Send(HttpMethod method, string path, object? body)
    {
        using var request = new HttpRequestMessage(method, "/api/2.0/mlflow/" + path)
        {
            Content = body is null ? null
            : JsonContent.Create(body)
        };
        using var answer = await _http.SendAsync(request);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, $"{method} {path}: {answer.StatusCode} {text}");
        return JsonElement.Parse(text);
    }
}
