using System.Net;
using System.Text.Json;
using Hodl.Core.Imaging;
using Hodl.Core.Metrics;
using Hodl.Core.Runs;
using Hodl.Server.Exchange;
using Hodl.Server.Pages;
using Hodl.Server.Runs;
using Hodl.Server.Store;
using Hodl.Server.Tests.Endpoints;

namespace Hodl.Server.Tests.Runs;

public sealed class BroughtImagesTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("restored/butterfly.png", "butterfly", "output", 0)]
    [InlineData("out/x/baby.PGM", "baby", "output", 0)]
    [InlineData("gt/baby.tif", "baby", "reference", 0)]
    [InlineData("val/Noisy/a b.png", "a b", "input", 0)]
    [InlineData("images/restored#butterfly%step%12%timestamp%1700000000000%gab.png", "butterfly", "output", 12)]
    [InlineData("images/target#butterfly%step%0%timestamp%1700000000000%gab.png", "butterfly", "reference", 0)]
    [InlineData("images/x%step%1%timestamp%17%gab%compressed.webp", null, null, 0)]
    [InlineData("images/gt#leaf+step+3+timestamp+1700000000000+gab.png", "leaf", "reference", 3)]
    [InlineData("images/gt#leaf+step+3+timestamp+1700000000000+gab+compressed.webp", null, null, 0)]
    [InlineData("model/data/icon.png", null, null, 0)]
    [InlineData("restored/._butterfly.png", null, null, 0)]
    [InlineData("weights.pt", null, null, 0)]
    public void Of_Path_PlaceAmongTheImages(string path, string? name, string? role, long step)
    {
        var place = ImagePlace.Of(path);
        Assert.Equal(name is null ? null : new ImagePlace(name, role!, step), place);
    }

    [Fact]
    public async Task Artifacts_OfAClient_StandBesideOurRunsMeasuredTheSame()
    {
        using var server = new TestServer(_folder.Database);
        using var http = server.CreateClient();
        var client = new MlflowClient(http);
        var (truth, ours, theirs) = (Picture(0), Picture(0.05f), Picture(0.1f));
        var own = Ours(server.Store, ("butterfly", "reference", truth), ("butterfly", "output", ours));

        var experiment = await client.CreateExperiment("denoising");
        var run = await client.CreateRun(experiment, "dncnn");
        await Put(http, experiment, run, "restored/butterfly.png", theirs);
        await Put(http, experiment, run, "images/restored#leaves%step%7%timestamp%1700000000000%g1.png", Picture(0.2f));
        await Put(http, experiment, run, "reference/leaves.png", truth);
        await Put(http, experiment, run, "notes.png", "no picture"u8.ToArray());

        var row = server.Store.List().Single(one => one.Name == "dncnn");
        var images = server.Store.Images(row.Id);
        var expected = ImageQuality.Colour(Decoded(theirs), Decoded(truth));
        var butterfly = images.Single(image => image is { Name: "butterfly", Role: "output" });
        Assert.All(expected, metric => Assert.Equal(metric.Value, butterfly.Metrics[metric.Key], 9));
        // The reference that came afterwards measures what was there, at its step.
        var leaves = images.Single(image => image is { Name: "leaves", Role: "output" });
        Assert.Equal(7, leaves.Step);
        Assert.Equal(Psnr.Of(Decoded(Picture(0.2f)), Decoded(truth)), leaves.Metrics["psnr_rgb"], 9);
        Assert.DoesNotContain(images, image => image.Name == "notes");

        // One matrix: the same reference column, an output column each.
        var (columns, frames) = RunPictures.Matrix([(server.Store.Find(own)!, server.Store.Images(own)), (row, images.Where(image =>
            image.Name == "butterfly").ToList())]);
        Assert.Equal([$"r{own}", $"r{row.Id}", "reference"], columns.Select(column => column.Id));
        Assert.Equal(3, frames.Count(frame => frame.Image == "butterfly"));

        // Tables have the mean; the client sees it as a metric, and the metrics that it logs itself stay its own.
        var mean = (butterfly.Metrics["psnr_rgb"] + leaves.Metrics["psnr_rgb"]) / 2;
        Assert.Equal(mean, row.Results.Single(result => result.Metric == "psnr_rgb").Value, 9);
        var told = (await client.GetRun(run)).GetProperty("data");
        Assert.Contains(told.GetProperty("metrics").EnumerateArray(), metric => metric.GetProperty("key").GetString() == "psnr_rgb"
            && Math.Abs(metric.GetProperty("value").GetDouble() - mean) < 1e-9);

        var other = await client.CreateRun(experiment, "logs itself");
        await client.LogMetric(other, "psnr_rgb", 99.0, 1_700_000_000_000, 0);
        await Put(http, experiment, other, "restored/butterfly.png", theirs);
        var logs = server.Store.List().Single(one => one.Name == "logs itself");
        Assert.Equal(99, logs.Results.Single(result => result.Metric == "psnr_rgb").Value);
        Assert.Contains(logs.Results, result => result.Metric == "ssim_rgb");
    }

    [Fact]
    public async Task Matching_PatternAndRunChanged_MeasuredAgainAndUnmatchedNamed()
    {
        using var server = new TestServer(_folder.Database);
        using var http = server.CreateClient();
        var client = new MlflowClient(http);
        var (first, second) = (Picture(0), Picture(0.3f));
        var older = Ours(server.Store, ("butterfly", "reference", first));
        var newer = Ours(server.Store, ("butterfly", "reference", second), ("leaf", "reference", second));
        var experiment = await client.CreateExperiment("restoring");
        var uuid = await client.CreateRun(experiment, "suffixed");
        await Put(http, experiment, uuid, "restored/butterfly_ours.png", Picture(0.1f));
        await Put(http, experiment, uuid, "restored/leaf_ours.png", Picture(0.2f));
        await Put(http, experiment, uuid, "restored/own_ours.png", Picture(0.05f));
        await Put(http, experiment, uuid, "gt/own.png", first);
        var run = server.Store.List().Single(one => one.Name == "suffixed").Id;

        // By their names as they are none has a reference.
        var told = await Matching();
        Assert.Equal("*", told.GetProperty("pattern").GetString());
        Assert.All(told.GetProperty("outputs").EnumerateArray(), one => Assert.Equal("no run has a reference of that name", one.GetProperty("reason").GetString()));
        Assert.DoesNotContain(server.Store.Find(run)!.Results, result => result.Metric == "psnr_rgb");

        await Match(new { pattern = "*_ours" }, HttpStatusCode.NoContent);
        var outputs = (await Matching()).GetProperty("outputs").EnumerateArray().ToDictionary(one => one.GetProperty("file").GetString()!, one => (one.GetProperty("name").GetString(), one.GetProperty("run").GetInt64()));
        Assert.Equal(("butterfly", newer), outputs["butterfly_ours"]);
        Assert.Equal(("leaf", newer), outputs["leaf_ours"]);
        Assert.Equal(("own", 0), outputs["own_ours"]);
        Assert.Equal(Psnr.Of(Decoded(Picture(0.1f)), Decoded(second)), Of("butterfly").Metrics["psnr_rgb"], 9);
        Assert.Equal(Psnr.Of(Decoded(Picture(0.05f)), Decoded(first)), Of("own").Metrics["psnr_rgb"], 9);
        Assert.Equal(3, server.Store.Images(run).Count(image => image.Role == "reference"));
        Assert.Equal(server.Store.Images(run).Where(image => image.Role == "output").Average(image => image.Metrics["psnr_rgb"]), Mean(), 9);

        // Another run's references: its own stays, leaf has none there.
        await Match(new { pattern = "*_ours", from = older }, HttpStatusCode.NoContent);
        Assert.Equal(Psnr.Of(Decoded(Picture(0.1f)), Decoded(first)), Of("butterfly").Metrics["psnr_rgb"], 9);
        Assert.Empty(Of("leaf").Metrics);
        Assert.Contains((await Matching()).GetProperty("outputs").EnumerateArray(), one => one.GetProperty("reason").GetString() == $"run {older} has no reference of that name");
        Assert.Equal((Of("butterfly").Metrics["psnr_rgb"] + Of("own").Metrics["psnr_rgb"]) / 2, Mean(), 9);
        Assert.DoesNotContain(server.Store.Images(run), image => image is { Name: "leaf", Role: "reference" });

        // What comes later follows the rule; what fits no rule any more is no number any more.
        await Put(http, experiment, uuid, "restored/butterfly_ours.png", Picture(0.02f));
        Assert.Equal(Psnr.Of(Decoded(Picture(0.02f)), Decoded(first)), Of("butterfly").Metrics["psnr_rgb"], 9);
        await Match(new { pattern = "x_*" }, HttpStatusCode.NoContent);
        Assert.All(server.Store.Images(run).Where(image => image.Role == "output"), image => Assert.Empty(image.Metrics));
        Assert.Equal(double.NaN, Mean());
        Assert.StartsWith("it does not fit x_*, and no run", (await Matching()).GetProperty("outputs")[0].GetProperty("reason").GetString(), StringComparison.Ordinal);

        await Match(new { pattern = "ours" }, HttpStatusCode.BadRequest);
        await Match(new { pattern = "*", from = run }, HttpStatusCode.BadRequest);
        Assert.Equal(HttpStatusCode.Conflict, (await http.PutAsJsonAsync($"/api/v1/runs/{older}/matching", new { pattern = "*" })).StatusCode);

        StoredImage Of(string name) => server.Store.Images(run).Single(image => image.Name == name && image.Role == "output");
        double Mean() => server.Store.Find(run)!.Results.Single(result => result.Metric == "psnr_rgb").Value;
        async Task<JsonElement> Matching() => await http.GetFromJsonAsync<JsonElement>($"/api/v1/runs/{run}/matching");
        async Task Match(object rule, HttpStatusCode expected)
        {
            var answer = await http.PutAsJsonAsync($"/api/v1/runs/{run}/matching", rule);
            Assert.True(answer.StatusCode == expected, await answer.Content.ReadAsStringAsync());
        }
    }

    [Fact]
    public async Task Matching_OtherSize_SaysBoth()
    {
        using var server = new TestServer(_folder.Database);
        using var http = server.CreateClient();
        var client = new MlflowClient(http);
        var own = Ours(server.Store, ("butterfly", "reference", Picture(0)));
        var experiment = await client.CreateExperiment("restoring");
        var uuid = await client.CreateRun(experiment, "small");
        await Put(http, experiment, uuid, "restored/butterfly.png", ImageFile.EncodePng(new Image(20, 30, 1, new float[600])));
        var run = server.Store.List().Single(one => one.Name == "small").Id;
        var match = Assert.Single(server.Services.GetRequiredService<BroughtImages>().Matches(run));
        Assert.Equal(new ImageMatch("butterfly", "butterfly", null, $"it has 30 × 20 pixels, gray, the reference of run {own} 44 × 40 pixels, RGB"), match);
    }

    [Theory]
    [InlineData("*", "a", "a", true)]
    [InlineData("*_x2", "a_x2", "a", true)]
    [InlineData("img_*", "img_a", "a", true)]
    [InlineData("img_*_out", "img_a_b_out", "a_b", true)]
    [InlineData("*_x2", "a_x4", "a_x4", false)]
    [InlineData("aa*aa", "aaa", "aaa", false)]
    [InlineData("*_x2", "_x2", "_x2", false)]
    public void Name_OfAFile_IsWhatStandsForTheStar(string pattern, string file, string name, bool fits)
    {
        var matching = new ImageMatching(pattern);
        Assert.Equal((name, fits), (matching.Name(file), matching.Fits(file)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("a")]
    [InlineData("*_*")]
    [InlineData("a/*")]
    public void IsPattern_WrongText_IsNone(string text) => Assert.False(ImageMatching.IsPattern(text));

    [Fact]
    public async Task Import_EventFileWithImages_MeasuredAsImagesOfTheRun()
    {
        using var server = new TestServer(_folder.Database);
        using var http = server.CreateClient();
        var truth = Picture(0);
        var own = Ours(server.Store, ("butterfly", "reference", truth));
        using var file = new MemoryStream();
        RecordFile.Write(file, EventFile.Event(1_700_000_000, 0, "loss", 2));
        RecordFile.Write(file, Exchange.EventImagesTests.Image(5, "restored/butterfly", Picture(0.1f)));
        RecordFile.Write(file, Exchange.EventImagesTests.Image(5, "gt/leaf/image/0", truth));
        RecordFile.Write(file, Exchange.EventImagesTests.Tensor(5, "restored/leaf", Picture(0.2f)));
        using var body = new ByteArrayContent(file.ToArray());

        var answer = await http.PostAsync("/api/v1/import?name=events.out.tfevents.1.x", body);
        var told = JsonElement.Parse(await answer.Content.ReadAsStringAsync()).GetProperty("runs")[0];

        Assert.Equal(3, told.GetProperty("images").GetInt32());
        var images = server.Store.Images(told.GetProperty("id").GetInt64());
        var butterfly = images.Single(image => image is { Name: "butterfly", Role: "output" });
        Assert.Equal(5, butterfly.Step);
        Assert.Equal(Psnr.Of(Decoded(Picture(0.1f)), Decoded(truth)), butterfly.Metrics["psnr_rgb"], 9);
        Assert.Contains(images, image => image is { Name: "leaf-0", Role: "reference" });
        Assert.Contains(images, image => image is { Name: "leaf", Role: "output" });
        Assert.Equal(HttpStatusCode.Conflict, (await http.PostAsync("/api/v1/import?name=events.out.tfevents.1.x", new ByteArrayContent(file.ToArray()))).StatusCode);
    }

    [Fact]
    public async Task Import_FolderOfImages_IsARunWithResults()
    {
        var truth = Picture(0);
        var own = Ours(_folder.Store(), ("butterfly", "reference", truth));
        _folder.Close();
        Write("baseline/restored/butterfly.png", Picture(0.1f));
        Write("baseline/restored/square.png", Picture(0.2f));
        Write("baseline/gt/square.png", truth);
        Write("baseline/__MACOSX/restored/._square.png", [1, 2]);

        using var text = new StringWriter();
        using var error = new StringWriter();
        var code = await Server.Cli.CommandLine.RunAsync(["import", Path.Combine(_folder.Path, "baseline"), "--task", "denoising",
            "--method", "dncnn", "--json"], text, error,
            services => services.AddSingleton(_ => new Catalog(_folder.Database)));
        Assert.True(code == 0, error.ToString());
        Assert.Equal(3, JsonElement.Parse(text.ToString()).GetProperty("images").GetInt32());

        var run = _folder.Store().List().Single(one => one.Id != own);
        Assert.Equal(("baseline", "dncnn"), (run.Name, run.Method));
        var expected = new[] { 0.1f, 0.2f }.Average(gap => Psnr.Of(Decoded(Picture(gap)), Decoded(truth)));
        Assert.Equal(expected, run.Results.Single(result => result.Metric == "psnr_rgb").Value, 9);
        Assert.Equal(2, run.Results.Single(result => result.Metric == "psnr_rgb").Count);
        Assert.Equal(4, _folder.Store().Images(run.Id).Count);
    }

    [Fact]
    public void Read_FolderOfEventsAndImages_ImagesGoToTheNearestRun()
    {
        foreach (var run in new[] { "a", "a/b" })
        {
            Directory.CreateDirectory(Path.Combine(_folder.Path, "logs", run));
            using var file = File.Create(Path.Combine(_folder.Path, "logs", run, "events.out.tfevents.1.h"));
            RecordFile.Write(file, EventFile.Event(1_700_000_000, 0, "loss", 2));
        }

        Write("logs/a/restored/x.png", Picture(0));
        Write("logs/a/b/restored/y.png", Picture(0));
        var runs = ImportFile.Read(Path.Combine(_folder.Path, "logs"));
        Assert.Equal(["a: restored/x.png", "a/b: restored/y.png"], runs.Select(run =>
            $"{run.Name}: {string.Join(' ', run.Images.Select(image => image.Path))}"));
    }

    private static byte[] Picture(float gap) =>
        ImageFile.EncodePng(new Image(40, 44, 3, [.. Enumerable.Range(0, 3 * 40 * 44).Select(at => Math.Clamp((at % 7 / 10f) + (at % 5 == 0
            ? gap : 0), 0, 1))]));

    private static Image Decoded(byte[] png) => ImageFile.Decode(png, "x");

    private static long Ours(RunStore store, params (string Name, string Role, byte[] Png)[] images)
    {
        var id = store.Add(TestServer.Spec(new FakeSettings()));
        var start = store.Start(id, "me", Store.RunStoreTests.Environment())!;
        var batch = new RunBatch { Sequence = 1, Progress = (1, 1) };
        foreach (var (name, role, png) in images)
        {
            var image = Decoded(png);
            batch.Images.Add((new RunImage
            {
                Name = name,
                Role = role,
                Height = image.Height,
                Width = image.Width,
                Channels = image.Channels,
                Pixels = image.Pixels
            }, png));
        }

        store.Append(id, start.Attempt, batch);
        store.End(id, start.Attempt, RunState.Finished, "");
        return id;
    }

    private static async Task Put(HttpClient http, string experiment, string run, string path, byte[] bytes)
    {
        var address = $"/api/2.0/mlflow-artifacts/artifacts/{experiment}/{run}/artifacts/{string.Join('/', path.Split('/').Select(Uri.EscapeDataString))}";
        using var answer = await http.PutAsync(address, new ByteArrayContent(bytes));
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    private void Write(string name, byte[] bytes)
    {
        var path = Path.Combine(_folder.Path, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, bytes);
    }
}
