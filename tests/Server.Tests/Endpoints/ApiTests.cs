using System.Globalization;
using System.Net;
using System.Text.Json;
using Hodl.Core.Runs;
using Hodl.Server.Store;

namespace Hodl.Server.Tests.Endpoints;

public sealed class ApiTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly TestServer _server;

    public ApiTests() => _server = new TestServer(_folder.Database);

    public void Dispose()
    {
        _server.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Launch_ValidBody_RunFinishesAndEveryNumberCanBeRead()
    {
        using var http = _server.CreateClient();
        using var launched = await http.PostAsJsonAsync("/api/v1/runs", new { task = "fake", methods = new[] { "ahodl", "unh" }, seeds = new[] { 3, 4 }, set = new { Steps = 100, Rate = "0.25" } });
        Assert.Equal(HttpStatusCode.Created, launched.StatusCode);
        var ids = (await launched.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("ids").EnumerateArray().Select(id => id.GetInt64()).ToList();
        Assert.Equal(4, ids.Count);
        ids.ForEach(id => _server.WaitForEnd(id));

        var run = await http.GetFromJsonAsync<JsonElement>($"/api/v1/runs/{ids[1]}");
        Assert.Equal(("finished", 4, 0.25), (run.GetProperty("state").GetString(), run.GetProperty("seed").GetInt32(), run.GetProperty("settings").GetProperty("Rate").GetDouble()));
        Assert.StartsWith(".NET 10", run.GetProperty("environment").GetProperty("dotNet").GetString(), StringComparison.Ordinal);
        Assert.Equal(4, (await http.GetFromJsonAsync<JsonElement>("/api/v1/runs")).GetArrayLength());
        Assert.Equal(2, (await http.GetFromJsonAsync<JsonElement>("/api/v1/runs?method=unh&state=finished")).GetArrayLength());

        var series = await http.GetFromJsonAsync<JsonElement>($"/api/v1/runs/{ids[1]}/series/phi?from=11&to=90&max=20");
        Assert.Equal(80, series.GetProperty("series")[0].GetProperty("total").GetInt32());
        Assert.InRange(series.GetProperty("series")[0].GetProperty("steps").GetArrayLength(), 5, 20);

        var inner = await http.GetFromJsonAsync<JsonElement>($"/api/v1/runs/{ids[1]}/inner");
        var curve = await http.GetFromJsonAsync<JsonElement>($"/api/v1/runs/{ids[1]}/inner/{inner[1].GetProperty("id").GetInt64()}");
        Assert.Equal([1, 0.5, 0.25], curve.GetProperty("values").EnumerateArray().Select(value => value.GetDouble()));

        var lines = (await http.GetStringAsync($"/api/v1/runs/{ids[1]}/metrics.csv")).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(201, lines.Length);
        Assert.Equal(FakeRun.Phi(4, 1), double.Parse(lines[1].Split(',')[3], CultureInfo.InvariantCulture));
    }

    [Theory]
    [InlineData("""{"task":"fake","set":{"Rate":7}}""", "Rate", "7", "0 … 1")]
    [InlineData("""{"task":"none"}""", "Task", "none", "one of fake")]
    [InlineData("""{"task":"fake","method":"x"}""", "Method", "x", "one of ahodl, unh")]
    [InlineData("""{"task":"fake","seeds":[]}""", "Seed", "none", "at least one whole number")]
    public async Task Launch_BadBody_ProblemNamesFieldValueAndAllowed(string body, string field, string value, string allowed)
    {
        using var http = _server.CreateClient();
        using var content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");
        using var refused = await http.PostAsync("/api/v1/runs", content);

        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        Assert.Equal("application/problem+json", refused.Content.Headers.ContentType!.MediaType);
        var error = (await refused.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("errors")[0];
        Assert.Equal((field, value, allowed), (error.GetProperty("field").GetString(), error.GetProperty("value").GetString(), error.GetProperty("allowed").GetString()));
        Assert.Empty(_server.Store.List());
    }

    [Theory]
    [InlineData("loss/train", "loss%2Ftrain")]
    [InlineData("loss/train", "loss/train")]
    [InlineData("a%2Fb", "a%252Fb")]
    [InlineData("φ, odd?", "%CF%86%2C%20odd%3F")]
    public async Task Series_NameWithASlash_IsFoundAndAnUnknownOneIsNot(string name, string address)
    {
        var column = new SeriesColumn(name);
        column.Add(1, 0, 0.5);
        var id = _server.Store.Add(new ImportedRun { Name = "imported", Series = [column] });
        using var http = _server.CreateClient();

        var series = (await http.GetFromJsonAsync<JsonElement>($"/api/v1/runs/{id}/series/{address}")).GetProperty("series")[0];
        Assert.Equal((name, 0.5), (series.GetProperty("series").GetString(), series.GetProperty("values")[0].GetDouble()));
        foreach (var unknown in new[] { "series/nothing", "series/loss", "inner/7" })
        {
            using var answer = await http.GetAsync($"/api/v1/runs/{id}/{unknown}");
            Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
            Assert.Contains($"Run {id} has no", (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("detail").GetString(),
                StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Images_OfARun_PngThatMayBeCachedForEver()
    {
        using var http = _server.CreateClient();
        var id = _server.Queue.Enqueue(TestServer.Spec(new FakeSettings { Steps = 50 }));
        _server.WaitForEnd(id);
        var images = await http.GetFromJsonAsync<JsonElement>($"/api/v1/runs/{id}/images");
        Assert.Equal(["output", "reference"], images.EnumerateArray().Select(image => image.GetProperty("role").GetString()).Order());
        Assert.Equal("Infinity", images[0].GetProperty("metrics").GetProperty("psnr_gray").GetString());

        var (address, hash) = ($"/runs/{id}/images/{images[0].GetProperty("id").GetInt64()}", images[0].GetProperty("sha256").GetString()!);
        using var png = await http.GetAsync($"{address}?v={hash[..12]}");
        using var plain = await http.GetAsync(address);
        using var known = new HttpRequestMessage(HttpMethod.Get, address);
        known.Headers.IfNoneMatch.Add(plain.Headers.ETag!);
        using var unchanged = await http.SendAsync(known);

        Assert.Equal($"\"{hash}\"", png.Headers.ETag!.Tag);
        Assert.True(plain.Headers.CacheControl!.NoCache);
        Assert.Equal(HttpStatusCode.NotModified, unchanged.StatusCode);
        Assert.Equal("image/png", png.Content.Headers.ContentType!.MediaType);
        Assert.Contains("immutable", png.Headers.CacheControl!.ToString(), StringComparison.Ordinal);
        Assert.Equal([0x89, 0x50, 0x4E, 0x47], (await png.Content.ReadAsByteArrayAsync())[..4]);
        Assert.Equal(HttpStatusCode.NotFound, (await http.GetAsync($"/runs/{id + 1}/images/{images[0].GetProperty("id").GetInt64()}")).StatusCode);
    }

    [Fact]
    public async Task StopResumeRepeatDelete_OverTheApi_DoWhatTheyName()
    {
        using var http = _server.CreateClient();
        var id = _server.Queue.Enqueue(TestServer.Spec(new FakeSettings { Steps = 100_000, PauseMs = 5 }));
        _server.Wait(id, run => run.Step > 0);

        Assert.Equal(HttpStatusCode.Conflict, (await http.PostAsync($"/api/v1/runs/{id}/resume", null)).StatusCode);
        Assert.Equal(HttpStatusCode.NoContent, (await http.PostAsync($"/api/v1/runs/{id}/stop", null)).StatusCode);
        Assert.Equal(RunState.Cancelled, _server.WaitForEnd(id).State);
        Assert.Equal(HttpStatusCode.NoContent, (await http.PostAsync($"/api/v1/runs/{id}/resume", null)).StatusCode);
        Assert.Equal(HttpStatusCode.NoContent, (await http.DeleteAsync($"/api/v1/runs/{id}")).StatusCode);
        Assert.Empty((await http.GetFromJsonAsync<JsonElement>("/api/v1/runs")).EnumerateArray());
        Assert.Equal(HttpStatusCode.NoContent, (await http.PostAsync($"/api/v1/runs/{id}/undelete", null)).StatusCode);
        Assert.Equal(HttpStatusCode.Created, (await http.PostAsync($"/api/v1/runs/{id}/repeat", null)).StatusCode);
        using var named = await http.PatchAsJsonAsync($"/api/v1/runs/{id}", new { name = "first" });
        Assert.Equal(["", "first"], _server.Store.List().Select(run => run.Name));
        Assert.Equal(HttpStatusCode.NotFound, (await http.PostAsync("/api/v1/runs/99/stop", null)).StatusCode);
    }

    [Fact]
    public async Task Post_FromAnotherSite_IsRefused()
    {
        using var http = _server.CreateClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/runs/1/stop");
        request.Headers.Add("Sec-Fetch-Site", "cross-site");

        Assert.Equal(HttpStatusCode.Forbidden, (await http.SendAsync(request)).StatusCode);
    }

    [Fact]
    public async Task OpenApi_Document_NamesTheAddresses()
    {
        using var http = _server.CreateClient();
        var paths = (await http.GetFromJsonAsync<JsonElement>("/openapi/v1.json")).GetProperty("paths");

        Assert.Superset(
            new HashSet<string> { "/api/v1/tasks", "/api/v1/runs", "/api/v1/runs/{id}", "/api/v1/runs/{id}/series/{name}", "/api/v1/runs/{id}/metrics.csv" },
            paths.EnumerateObject().Select(path => path.Name).ToHashSet());
    }
}
