using System.IO.Compression;
using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Hodl.Core.Imaging;
using Hodl.Core.Runs;
using Hodl.Core.Tasks;

namespace Hodl.Server.Tests.Endpoints;

/// <summary>A trained ω kept, exported, imported and applied, over HTTP with the real task.</summary>
public sealed class ModelApiTests : IDisposable
{
    private static readonly ConstrainedSparseCodingSettings Small = new()
    {
        K = 2,
        OuterSteps = 2,
        BatchSize = 4,
        Hidden = 8,
        TestSide = 32,
        TrainPatches = 128,
    };

    private readonly TempFolder _folder = new();
    private readonly TestServer _server;

    public ModelApiTests() => _server = new TestServer(_folder.Database, tasks: [new ConstrainedSparseCoding(), new FakeTask()]);

    public void Dispose()
    {
        _server.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Model_KeptExportedImportedApplied_RestoresTheSame()
    {
        using var http = _server.CreateClient();
        var run = Trained("shodl");
        var kept = await Created(await http.PostAsync($"/api/v1/runs/{run}/model?name=salt", null));
        var export = await http.GetByteArrayAsync($"/api/v1/models/{kept}/file");
        var imported = await Created(await http.PostAsync("/api/v1/models", new ByteArrayContent(export)));
        using var zip = new ZipArchive(new MemoryStream(export));
        Assert.Equal(["model.safetensors", "settings.json"], zip.Entries.Select(entry => entry.FullName).Order());
        var alone = await Created(await http.PostAsync("/api/v1/models", new ByteArrayContent(Bytes(zip, "model.safetensors"))));

        var models = await http.GetFromJsonAsync<JsonElement>("/api/v1/models");
        Assert.Equal(3, models.GetArrayLength());
        Assert.All(models.EnumerateArray(), model => Assert.Equal("salt", model.GetProperty("name").GetString()));
        Assert.Single(models.EnumerateArray().Select(model => model.GetProperty("sha256").GetString()).Distinct());

        var input = new Image(20, 30, 3, [.. Enumerable.Range(0, 1800).Select(i => i % 11 == 0 ? 1f : i % 53 / 53f)]);
        var outputs = new List<byte[]>();
        foreach (var model in new[] { kept, imported, alone })
        {
            var answer = await http.PostAsync($"/api/v1/models/{model}/restore?name=mine.png", new ByteArrayContent(ImageFile.EncodePng(input)));
            Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
            var about = await answer.Content.ReadFromJsonAsync<JsonElement>();
            outputs.Add(await http.GetByteArrayAsync($"/restorations/{about.GetProperty("id").GetString()}/output"));
            Assert.Equal(ImageFile.EncodePng(input), await http.GetByteArrayAsync($"/restorations/{about.GetProperty("id").GetString()}/input"));
        }

        var restored = ImageFile.Decode(outputs[0], "output");
        Assert.Equal((20, 30, 1), (restored.Height, restored.Width, restored.Channels));
        Assert.True(restored.Pixels.Distinct().Count() > 20);
        Assert.All(outputs, output => Assert.Equal(outputs[0], output));
    }

    [Fact]
    public async Task Restore_BadUploads_AreRefusedInWords()
    {
        using var http = _server.CreateClient();
        var model = await Created(await http.PostAsync($"/api/v1/runs/{Trained("unh")}/model", null));
        var png = ImageFile.EncodePng(new Image(64, 64, 1, [.. Enumerable.Range(0, 4096).Select(i => i * 7919 % 256 / 255f)]));
        await Refused("letter.txt", Encoding.UTF8.GetBytes("no image at all"), "is no readable image");
        await Refused("empty.png", [], "is no readable image");
        await Refused("cut.png", png[..(png.Length / 2)], "cut short");
        await Refused("wide.png", ImageFile.EncodePng(new Image(1, 60_000, 1, new float[60_000])), "60000 × 1 pixels; at most 8192 a side");

        var missing = await http.PostAsync("/api/v1/models/99/restore?name=a.png", new ByteArrayContent(png));
        Assert.Contains("There is no model 99", await missing.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await http.GetAsync("/restorations/ffff/output")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await http.GetAsync("/api/v1/models/99/file")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await http.PostAsync("/api/v1/models/99/restore", new ByteArrayContent([1]))).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await http.PostAsync("/api/v1/runs/99/model", null)).StatusCode);

        async Task Refused(string name, byte[] file, string reason)
        {
            var answer = await http.PostAsync($"/api/v1/models/{model}/restore?name={name}", new ByteArrayContent(file));
            Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
            var detail = (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("detail").GetString()!;
            Assert.StartsWith(name, detail, StringComparison.Ordinal);
            Assert.Contains(reason, detail, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Import_FilesThatAreNoModels_AreRefusedInWords()
    {
        using var http = _server.CreateClient();
        var kept = await Created(await http.PostAsync($"/api/v1/runs/{Trained("unh")}/model", null));
        var export = await http.GetByteArrayAsync($"/api/v1/models/{kept}/file");
        await Refused(Encoding.UTF8.GetBytes("hello"), "no model exported here");
        await Refused(export[..(export.Length / 2)], "no model exported here");
        await Refused(Changed(export, settings => settings["task"] = "fake"), "restores no images");
        await Refused(Changed(export, settings => settings["settings"]!["K"] = -3), "settings are not allowed");
        await Refused(Changed(export, settings => settings["settings"]!["Base"] = "nonsense"), "no model that this version can apply");
        await Refused(Changed(export, settings => settings["method"] = "shodl"), "does not fit its settings");
        Assert.Equal(1, (await http.GetFromJsonAsync<JsonElement>("/api/v1/models")).GetArrayLength());

        async Task Refused(byte[] file, string reason)
        {
            var answer = await http.PostAsync("/api/v1/models", new ByteArrayContent(file));
            Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
            Assert.Contains(reason, (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("detail").GetString()!, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Keep_RunsWithoutAModel_SaysWhy()
    {
        using var http = _server.CreateClient();
        var fake = _server.Queue.Enqueue(TestServer.Spec(new FakeSettings { Steps = 3 }));
        _server.WaitForEnd(fake);
        Assert.Contains("Its task restores no images", await Detail($"/api/v1/runs/{fake}/model"), StringComparison.Ordinal);
        Assert.Contains("There is no run 77", await Detail("/api/v1/runs/77/model"), StringComparison.Ordinal);

        async Task<string> Detail(string address) => (await (await http.PostAsync(address, null)).Content.ReadFromJsonAsync<JsonElement>()).GetProperty("detail").GetString()!;
    }

    private long Trained(string method)
    {
        var id = _server.Queue.Enqueue(new RunSpec { Task = "constrained-sparse-coding", Method = method, Settings = Small });
        Assert.Equal(RunState.Finished, _server.Wait(id, run => run.State is not (RunState.Queued or RunState.Running), 90).State);
        return id;
    }

    private static async Task<long> Created(HttpResponseMessage answer)
    {
        Assert.True(answer.StatusCode == HttpStatusCode.Created, await answer.Content.ReadAsStringAsync());
        return (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetInt64();
    }

    private static byte[] Changed(byte[] export, Action<JsonNode> change)
    {
        using var file = new MemoryStream();
        file.Write(export);
        using (var zip = new ZipArchive(file, ZipArchiveMode.Update, leaveOpen: true))
        {
            var settings = JsonNode.Parse(Bytes(zip, "settings.json"))!;
            change(settings);
            zip.GetEntry("settings.json")!.Delete();
            using var stream = zip.CreateEntry("settings.json").Open();
            stream.Write(Encoding.UTF8.GetBytes(settings.ToJsonString()));
        }

        return file.ToArray();
    }

    private static byte[] Bytes(ZipArchive zip, string name)
    {
        using var stream = zip.GetEntry(name)!.Open();
        using var bytes = new MemoryStream();
        stream.CopyTo(bytes);
        return bytes.ToArray();
    }
}
