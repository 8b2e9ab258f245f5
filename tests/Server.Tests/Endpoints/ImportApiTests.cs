using System.Net;
using System.Text;
using System.Text.Json;

namespace Hodl.Server.Tests.Endpoints;

/// <summary>Files of other programs brought over HTTP.</summary>
public sealed class ImportApiTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly TestServer _server;

    public ImportApiTests() => _server = new TestServer(_folder.Database);

    public void Dispose()
    {
        _server.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Import_CsvOfTwoRuns_StandInTheListWithResults()
    {
        using var http = _server.CreateClient();
        await http.PostAsJsonAsync("/api/v1/projects", new { name = "Baselines" });

        var answer = await Post(http, "?name=logs.csv&title=dncnn&task=fake&method=dncnn&seed=7&result=psnr_gray%3Dval&project=Baselines", "run,series,step,value\na,val,1,NaN\na,val,2,31.25\nb,val,1,-Infinity\nb,val,9,30\n");

        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
        var taken = (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("runs").EnumerateArray().ToList();
        Assert.Equal(["dncnn logs a", "dncnn logs b"], taken.Select(run => run.GetProperty("name").GetString()));
        var runs = taken.ConvertAll(run => _server.Store.Find(run.GetProperty("id").GetInt64())!);
        Assert.All(runs, run => Assert.Equal(("fake", "dncnn", 7L, true, "Baselines"), (run.Task, run.Method, run.Seed, run.External, run.Project)));
        Assert.Equal([31.25, 30.0], runs.ConvertAll(run => run.Results.Single(result => result.Metric == "psnr_gray").Value));
        Assert.Equal([double.NaN, 31.25], runs[0].Sparkline);
        Assert.Equal([double.NaN, 31.25], _server.Store.Read(runs[0].Id, "val").Values);
        Assert.Equal([double.NegativeInfinity, 30.0], _server.Store.Read(runs[1].Id, "val").Values);
    }

    [Fact]
    public async Task Import_TheSameAgain_IsRefusedUnlessAskedFor()
    {
        using var http = _server.CreateClient();
        const string File = "series,step,value\nphi,1,2\n";
        Assert.Equal(HttpStatusCode.OK, (await Post(http, "?name=a.csv", File)).StatusCode);
        var refused = await Post(http, "?name=a.csv", File);
        Assert.Equal(HttpStatusCode.Conflict, refused.StatusCode);
        Assert.Contains("taken in before, as run 1", await refused.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await Post(http, "?name=a.csv&again=true", File)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await Post(http, "?name=a.csv&method=other", File)).StatusCode);
        Assert.Equal(3, _server.Store.List().Count);
    }

    [Theory]
    [InlineData("?name=a.txt", "x", "a.txt: the file = a.txt: allowed is .csv, .arrow")]
    [InlineData("?name=a.csv", "series,step,value\nphi,1,much\n", "a.csv: line 2, value = much")]
    [InlineData("?name=a.csv&result=psnr", "series,step,value\nphi,1,2\n", "result = psnr: allowed is one of the series phi")]
    public async Task Import_WrongFile_SaysWhereAndWhatAndKeepsNothing(string query, string file, string expected)
    {
        using var http = _server.CreateClient();

        var answer = await Post(http, query, file);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains(expected, (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.Empty(_server.Store.List());
    }

    private static Task<HttpResponseMessage> Post(HttpClient http, string query, string file) =>
        http.PostAsync("/api/v1/import" + query, new ByteArrayContent(Encoding.UTF8.GetBytes(file)));
}
