using System.Globalization;
using System.Net;
using System.Text.Json;
using Hodl.Core.Data;
using Hodl.Core.Imaging;
using Hodl.Server.Runs;

namespace Hodl.Server.Tests.Endpoints;

public sealed class MeasureApiTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly TestServer _server;
    private readonly HttpClient _http;

    public MeasureApiTests()
    {
        _server = new(_folder.Database);
        _http = _server.CreateClient();
    }

    public void Dispose()
    {
        _http.Dispose();
        _server.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Measure_TwoFolders_EveryMetricByFileAndMean_AndNothingIsLeft()
    {
        var before = Folders();
        var here = await Open();
        var folder = Assert.Single(Folders().Except(before));
        foreach (var (side, name, level) in new[] { ("images", "a.png", 0.5f), ("references", "a.png", 0.4f), ("images", "b.png", 0.3f),
            ("references", "b.bmp.png", 0.3f), ("references", "b.png", 0.3f), ("images", "alone.png", 0.1f) })
        {
            Assert.Equal(HttpStatusCode.OK, (await Put(here, side, name, Flat(level))).StatusCode);
        }

        var answer = await _http.PostAsync($"{here}/run?border=3", null);
        var json = JsonElement.Parse(await answer.Content.ReadAsStringAsync());

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(["a", "b"], json.GetProperty("files").EnumerateArray().Select(file => file.GetProperty("name").GetString()));
        using var metrics = new FullReferenceMetrics("");
        var expected = metrics.Of(ImageFile.Decode(Flat(0.5f), "a"), ImageFile.Decode(Flat(0.4f), "a"), 3);
        Assert.All(expected, pair => Assert.Equal(pair.Value, json.GetProperty("files")[0].GetProperty("values").GetProperty(pair.Key).GetDouble()));
        Assert.Equal("Infinity", json.GetProperty("files")[1].GetProperty("values").GetProperty("psnr_y_crop3").GetString());
        Assert.Equal(("alone", "b.bmp"), (json.GetProperty("onlyImages")[0].GetString(), json.GetProperty("onlyReferences")[0].GetString()));
        var csv = (await _http.GetStringAsync($"{here}?format=csv")).Split('\n');
        Assert.Equal(["file", "a", "b", "mean", ""], csv.Select(line => line.Split(',')[0]));
        Assert.Equal(expected.Values.First().ToString("R", CultureInfo.InvariantCulture), csv[1].Split(',')[1]);

        Assert.Equal(HttpStatusCode.NoContent, (await _http.DeleteAsync(here)).StatusCode);
        Assert.False(Directory.Exists(folder));
        Assert.Equal(HttpStatusCode.NotFound, (await _http.GetAsync(here)).StatusCode);
    }

    [Theory]
    [InlineData("../a.png", HttpStatusCode.BadRequest)]
    [InlineData("a\\b.png", HttpStatusCode.BadRequest)]
    [InlineData("notes.txt", HttpStatusCode.BadRequest)]
    [InlineData("._a.png", HttpStatusCode.BadRequest)]
    [InlineData("", HttpStatusCode.BadRequest)]
    public async Task Take_WrongName_IsRefusedByIt(string name, HttpStatusCode expected)
    {
        var answer = await Put(await Open(), "images", name, Flat(0.5f));
        Assert.Equal(expected, answer.StatusCode);
        Assert.Contains("name", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Take_TooLong_IsRefusedAndNotKept()
    {
        var before = Folders();
        var here = await Open();
        using var content = new ByteArrayContent(new byte[Restorations.MostBytes + 1]);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, (await _http.PostAsync($"{here}/images?name=big.png", content)).StatusCode);
        Assert.Empty(Directory.EnumerateFiles(Folders().Except(before).Single(), "*.png", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task Run_WhatCannotBe_NamesIt()
    {
        var here = await Open();
        await Put(here, "images", "a.png", Flat(0.5f));
        Assert.Contains("references holds no image", await Refusal($"{here}/run"), StringComparison.Ordinal);
        await Put(here, "references", "b.png", Flat(0.5f));
        await Put(here, "references", "c.png", Flat(0.5f));
        Assert.Contains("No image has the name of a reference", await Refusal($"{here}/run"), StringComparison.Ordinal);
        await Put(here, "references", "a.png", [1, 2, 3]);
        Assert.Contains("border = -1: allowed is 0 … 9999", await Refusal($"{here}/run?border=-1"), StringComparison.Ordinal);
        var answer = JsonElement.Parse(await (await _http.PostAsync($"{here}/run", null)).Content.ReadAsStringAsync());
        Assert.StartsWith("references/a.png is no readable image", answer.GetProperty("failed")[0].GetProperty("reason").GetString(), StringComparison.Ordinal);
        await Put(here, "references", "a.bmp", Flat(0.5f));
        var twice = await Refusal($"{here}/run");
        Assert.Contains("references holds a.bmp and a.png", twice, StringComparison.Ordinal);
        Assert.DoesNotContain(Path.GetTempPath(), twice, StringComparison.Ordinal);
        Assert.Contains("format = xml", await (await _http.GetAsync($"{here}?format=xml")).Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await _http.PostAsync("/api/v1/measurements/unknown/run", null)).StatusCode);
    }

    [Fact]
    public async Task Uploads_OfAKilledProcessAndAStoppedServer_AreRemoved()
    {
        var left = Directory.CreateTempSubdirectory("hodl-measure-");
        File.WriteAllText(Path.Combine(left.FullName, "in-use"), "");
        File.WriteAllText(Path.Combine(left.FullName, "a.png"), "");
        var before = Folders();
        await Open();
        Assert.False(Directory.Exists(left.FullName));
        var own = Folders().Except(before).Single();

        // What another process uses stays.
        using (var other = new Measurements(new RunOptions { DataRoot = "" }, TimeProvider.System))
        {
            other.Open("", isHeld: false);
            Assert.True(Directory.Exists(own));
        }

        _server.Dispose();
        Assert.False(Directory.Exists(own));
    }

    [Fact]
    public void Find_AnothersUpload_IsNone()
    {
        using var measurements = new Measurements(new RunOptions { DataRoot = "" }, TimeProvider.System);
        var upload = measurements.Open("ada", isHeld: false);
        Assert.Same(upload, measurements.Find("ada", upload.Id));
        Assert.Null(measurements.Find("bob", upload.Id));
    }

    [Fact]
    public async Task Stop_WhileMeasuring_EndsWithinAPair()
    {
        using var measurements = new Measurements(new RunOptions { DataRoot = "" }, TimeProvider.System);
        var upload = measurements.Open("ada", isHeld: true);
        for (var i = 0; i < 40; i++)
        {
            foreach (var side in Enum.GetValues<UploadSide>())
            {
                Assert.True(await measurements.TakeAsync(upload, side, $"{i}.png", async file =>
                {
                    await file.WriteAsync(Flat(0.5f, 200));
                    return true;
                }));
            }
        }

        var seen = 0;
        upload.Changed += () =>
        {
            if (upload.Progress.Done == 1 && seen++ == 0)
            {
                measurements.Stop(upload);
            }
        };
        await measurements.Start(upload, 0);

        Assert.Equal("Stopped.", upload.Failure);
        Assert.Null(upload.Result);
        Assert.InRange(upload.Progress.Done, 1, 2);
        await measurements.Start(upload, 0);
        Assert.Equal(40, upload.Result?.Measured.Measured.Count);
    }

    private static byte[] Flat(float value, int side = 40) => ImageFile.EncodePng(new Image(side, side, 3, [.. Enumerable.Repeat(value, 3 * side * side)]));

    private static List<string> Folders() => [.. Directory.EnumerateDirectories(Path.GetTempPath(), "hodl-measure-*")];

    private async Task<string> Open()
    {
        var answer = await _http.PostAsync("/api/v1/measurements", null);
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        return $"/api/v1/measurements/{(await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetString()}";
    }

    private async Task<HttpResponseMessage> Put(string here, string side, string name, byte[] bytes)
    {
        using var content = new ByteArrayContent(bytes);
        return await _http.PostAsync($"{here}/{side}?name={Uri.EscapeDataString(name)}", content);
    }

    private async Task<string> Refusal(string address)
    {
        var answer = await _http.PostAsync(address, null);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        return await answer.Content.ReadAsStringAsync();
    }
}
