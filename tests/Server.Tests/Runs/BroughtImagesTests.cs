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
