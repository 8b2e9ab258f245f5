using System.Net;
using System.Text;
using Hodl.Core.Runs;
using LiteDB;

namespace Hodl.Server.Tests.Endpoints;

/// <summary>Times in a wrong unit: refused at the door; one that is stored all the same hides nothing.</summary>
public sealed class MlflowTimeTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Time_InAWrongUnit_IsRefusedWithFieldValueAndRange()
    {
        using var server = new TestServer(_folder.Database);
        using var http = server.CreateClient();
        var client = new MlflowClient(http);
        var run = await client.CreateRun("0", "right");
        async Task Refused(string path, object body, string field)
        {
            var (status, error) = await client.TryPost(path, body);
            Assert.Equal((HttpStatusCode.BadRequest, "INVALID_PARAMETER_VALUE"), (status, error.GetProperty("error_code").GetString()));
            Assert.Contains(field, error.GetProperty("message").GetString(), StringComparison.Ordinal);
            Assert.Contains("0 … 253402300799999", error.GetProperty("message").GetString(), StringComparison.Ordinal);
        }

        await Refused("runs/create", new { experiment_id = "0", start_time = 1_700_000_000_123_456, run_name = "x" },
            "1700000000123456 for parameter 'start_time'");
        await Refused("runs/create", new { experiment_id = "0", start_time = -1, run_name = "x" }, "-1 for parameter 'start_time'");
        await Refused("runs/update", new { run_id = run, status = "FINISHED", end_time = 1_700_000_000_123_456_789 }, "'end_time'");
        await Refused("runs/log-metric", new { run_id = run, key = "m", value = 1.0, timestamp = 1_700_000_000_123_456_789, step = 0 },
            "'timestamp'");
        await Refused("runs/log-batch", new
        {
            run_id = run,
            metrics = new[] { new { key = "m", value = 1.0,
            timestamp = 1_700_000_000_123_456, step = 0 } }
        }, "'timestamp'");

        Assert.Equal("right", Assert.Single(server.Store.List()).Name);
        Assert.Empty(server.Store.Series(server.Store.List()[0].Id));
    }

    [Fact]
    public async Task Time_StoredAbsurd_ListsPagesAndAnotherStartAreAsEver()
    {
        var store = _folder.Store();
        var (good, bad) = (store.Add(TestServer.Spec(new FakeSettings())), store.Add(TestServer.Spec(new FakeSettings())));
        _folder.Close();
        using (var database = new LiteDatabase(_folder.Database))
        {
            var runs = database.GetCollection("runs");
            var broken = runs.FindById(bad);
            foreach (var (field, value) in new (string, BsonValue)[]
            {
                ("created", 1_700_000_000_123_456), ("started", long.MaxValue), ("ended", long.MinValue), ("heartbeat", long.MaxValue),
                    ("seconds", 1e300), ("state", "finished"),
            })
            {
                broken[field] = value;
            }

            runs.Update(broken);
            database.Checkpoint();
        }

        using var server = new TestServer(_folder.Database);
        using var http = server.CreateClient();
        Assert.Equal([bad, good], server.Store.List().Select(run => run.Id));
        foreach (var page in new[] { "/api/v1/runs", $"/api/v1/runs/{bad}", "/", $"/runs/{bad}", $"/compare?runs={good},{bad}" })
        {
            using var answer = await http.GetAsync(page);
            Assert.True(answer.StatusCode == HttpStatusCode.OK, $"{page}: {answer.StatusCode}");
        }

        Assert.Contains("after the year 9999", await http.GetStringAsync($"/runs/{bad}"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a.csv", "step,time,loss\n0,1700000000000,1\n1,1700000010000,1\n", 10)]
    [InlineData("a.csv", "step,wall_time,loss\n0,1700000000.5,1\n1,1700000010.5,1\n", 10)]
    public async Task Import_MomentsForSeconds_ARunOfSecondsNotOfYears(string name, string file, double seconds)
    {
        using var server = new TestServer(_folder.Database);
        using var http = server.CreateClient();
        using var answer = await http.PostAsync("/api/v1/import?name=" + name, new ByteArrayContent(Encoding.UTF8.GetBytes(file)));
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
        var run = Assert.Single(server.Store.List());
        Assert.Equal((RunState.Finished, seconds), (run.State, run.Seconds));
        Assert.Equal(1_700_000_000, run.Started!.Value.ToUnixTimeSeconds());
    }
}
