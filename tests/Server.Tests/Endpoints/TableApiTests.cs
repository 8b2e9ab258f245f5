using System.Net;
using System.Text.Json;
using Hodl.Core.Runs;
using Hodl.Server.Store;
using Hodl.Server.Tests.Exchange;

namespace Hodl.Server.Tests.Endpoints;

public sealed class TableApiTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly TestServer _server;

    public TableApiTests() => _server = new TestServer(_folder.Database);

    public void Dispose()
    {
        _server.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Tables_SavedAnsweredChangedDeletedAndBack()
    {
        Filled();
        using var http = _server.CreateClient();
        using var saved = await http.PostAsJsonAsync("/api/v1/tables", new { name = "mine", filter = new { task = "hyper-cleaning" }, rowsBy = new[] { "method" }, columnsBy = Array.Empty<string>(), metrics = new[] { "accuracy" } });
        Assert.Equal(HttpStatusCode.Created, saved.StatusCode);
        Assert.Equal("/api/v1/tables/1", saved.Headers.Location!.ToString());

        var table = await http.GetFromJsonAsync<JsonElement>("/api/v1/tables/1?test=t");
        Assert.Equal("accuracy", Assert.Single(table.GetProperty("columns").EnumerateArray()).GetProperty("metric").GetString());
        Assert.Equal(2, table.GetProperty("rows").GetArrayLength());
        var best = table.GetProperty("rows").EnumerateArray().Select(row => row.GetProperty("cells")[0]).Single(cell => cell.GetProperty("rank").GetInt32() == 1);
        Assert.Equal((90.5, 2), (best.GetProperty("mean").GetDouble(), best.GetProperty("n").GetInt32()));
        Assert.Contains("\\toprule", await http.GetStringAsync("/api/v1/tables/1?format=latex"), StringComparison.Ordinal);
        Assert.StartsWith("**mine**", await http.GetStringAsync("/api/v1/tables/mine?format=markdown"), StringComparison.Ordinal);

        Assert.Equal(HttpStatusCode.NoContent, (await http.PutAsJsonAsync("/api/v1/tables/1", new { name = "ours" })).StatusCode);
        Assert.Equal("ours", (await http.GetFromJsonAsync<JsonElement>("/api/v1/tables"))[0].GetProperty("name").GetString());
        Assert.Equal(HttpStatusCode.NoContent, (await http.DeleteAsync("/api/v1/tables/1")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await http.GetAsync("/api/v1/tables/1")).StatusCode);
        await http.PostAsync("/api/v1/tables/1/undelete", null);
        Assert.Equal(HttpStatusCode.OK, (await http.GetAsync("/api/v1/tables/1")).StatusCode);
    }

    [Fact]
    public async Task Tables_OfThePaper_AreThereWithTheirPublishedNumbers()
    {
        using var http = _server.CreateClient();
        Assert.Equal(18, (await http.GetFromJsonAsync<JsonElement>("/api/v1/tables")).GetArrayLength());
        var table = await http.GetFromJsonAsync<JsonElement>("/api/v1/tables/table7");
        var hodl = table.GetProperty("rows").EnumerateArray().Single(row => row.GetProperty("name").GetString() == "HODL (sHODL)").GetProperty("cells");
        Assert.Equal(("without", 20.54), (hodl[0].GetProperty("state").GetString(), hodl[0].GetProperty("published").GetProperty("mean").GetDouble()));
        Assert.Equal("missing", hodl[3].GetProperty("state").GetString());
    }

    [Theory]
    [InlineData("/api/v1/tables/table99", HttpStatusCode.NotFound, "table99")]
    [InlineData("/api/v1/tables/table3?format=docx", HttpStatusCode.BadRequest, "format = docx: allowed is json, latex")]
    [InlineData("/api/v1/tables/table3?test=anova", HttpStatusCode.BadRequest, "test = anova: allowed is none, t")]
    [InlineData("/api/v1/compare?runs=1,77", HttpStatusCode.BadRequest, "runs = 1,77: allowed is numbers of runs")]
    public async Task Tables_WrongRequest_NamesFieldValueAndRange(string address, HttpStatusCode expected, string words)
    {
        using var http = _server.CreateClient();
        using var answer = await http.GetAsync(address);
        Assert.Equal(expected, answer.StatusCode);
        Assert.Contains(words, await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tables_WithoutAName_Refused()
    {
        using var http = _server.CreateClient();
        using var answer = await http.PostAsJsonAsync("/api/v1/tables", new { name = " " });
        Assert.Contains("name =  : allowed is 1 to 200 letters.", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Compare_Html_OneFileThatNeedsNoNetwork()
    {
        var ids = Filled();
        var hostile = _server.Store.Add(EventFileTests.Odd() with { Name = "<script>alert(1)</script>" });
        using var http = _server.CreateClient();
        var page = await http.GetStringAsync($"/api/v1/compare?format=html&runs={string.Join(',', ids)},{hostile}");
        Assert.Contains("<svg", page, StringComparison.Ordinal);
        Assert.Contains("90.5", page, StringComparison.Ordinal);
        Assert.Contains("&lt;script&gt;alert", page, StringComparison.Ordinal);
        foreach (var forbidden in (string[])["<script", "http://", "https://", "src=\"/", "href=", "url(", "@import"])
        {
            Assert.DoesNotContain(forbidden, page, StringComparison.OrdinalIgnoreCase);
        }
    }

    private List<long> Filled() =>
    [
        .. new[] { ("shodl", 1, 90.0), ("shodl", 2, 91.0), ("unh", 1, 80.0), ("unh", 2, 81.5) }.Select(one =>
        {
            var column = new SeriesColumn("phi");
            for (var step = 1; step <= 20; step++)
            {
                column.Add(step, step * 0.1, 1.0 / step);
            }

            return _server.Store.Add(new ImportedRun { Name = "x", Task = "hyper-cleaning", Method = one.Item1, Seed = one.Item2, Series = [column], Results = [new RunResult("accuracy", one.Item3)] });
        }),
    ];
}
