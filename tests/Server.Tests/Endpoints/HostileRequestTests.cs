using System.IO.Compression;
using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Hodl.Server.Runs;
using LiteDB;

namespace Hodl.Server.Tests.Endpoints;

/// <summary>Requests that nobody sends by accident: refused with a reason, and without harm for others.</summary>
public sealed class HostileRequestTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly TestServer _server;

    public HostileRequestTests() => _server = new TestServer(_folder.Database);

    public void Dispose()
    {
        _server.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData("""{"run_id":"RUN","metrics":[1]}""", "metrics")]
    [InlineData("""{"run_id":"RUN","params":[null]}""", "params")]
    [InlineData("""{"run_id":"RUN","tags":["x"]}""", "tags")]
    [InlineData("""{"run_id":"RUN","metrics":{"key":"a"}}""", "metrics")]
    [InlineData("""{"run_id":"RUN","tags":[{"key":"a","value":"\ud800"}]}""", "Unicode")]
    [InlineData("""{"run_id":"RUN","\udc00":1}""", "Unicode")]
    [InlineData("""{"run_id":"RUN","metrics":[{"key":"a","value":1,"timestamp":9000000000000000000}]}""", "timestamp")]
    public async Task LogBatch_DamagedBody_400(string body, string named)
    {
        using var http = _server.CreateClient();
        var run = JsonNode.Parse(await (await http.PostAsJsonAsync("/api/2.0/mlflow/runs/create", new { experiment_id = "0" })).Content.ReadAsStringAsync())!["run"]!["info"]!["run_id"]!.ToString();
        using var answer = await http.PostAsync("/api/2.0/mlflow/runs/log-batch", Json(body.Replace("RUN", run, StringComparison.Ordinal)));
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains(named, await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task LogBatch_NoUtf8_400()
    {
        using var http = _server.CreateClient();
        using var answer = await http.PostAsync("/api/2.0/mlflow/runs/log-batch", new ByteArrayContent([.. "{\"run_id\":\""u8, 0xff, 0xfe, .. "\"}"u8]));
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    [Theory]
    [InlineData("PATCH", "/api/v1/runs/1", "{}", "name = null")]
    [InlineData("POST", "/api/v1/tables", """{"name":"bad","rowsBy":["method"],"columns":[{}]}""", "columns[0]")]
    [InlineData("POST", "/api/v1/tables", """{"name":null,"rowsBy":["method"]}""", "name = null")]
    [InlineData("POST", "/api/v1/tables", """{"name":"bad","rowsBy":[null]}""", "rowsBy[0] = null")]
    [InlineData("POST", "/api/v1/tables", """{"name":"bad","rowsBy":["method"],"rows":[{"name":"a","runs":{"methods":[null]}}]}""", "rows[0].runs.methods[0] = null")]
    [InlineData("POST", "/api/v1/tables", """{"name":"bad","rowsBy":["method"],"filter":{"set":{"Rate":null}}}""", "filter.set.Rate = null")]
    [InlineData("POST", "/api/v1/runs", """{"task":"fake","methods":[null]}""", "methods[0] = null")]
    [InlineData("POST", "/api/v1/runs", """{"task":"fake","project":"none such"}""", "project = none such")]
    public async Task Api_NullWhereAValueMustBe_400NamesThePlace(string method, string path, string body, string expected)
    {
        using var http = _server.CreateClient();
        _server.WaitForEnd(_server.Queue.Enqueue([TestServer.Spec(new FakeSettings { Steps = 3 })])[0]);
        using var answer = await http.SendAsync(new HttpRequestMessage(new HttpMethod(method), path) { Content = Json(body) });
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains(expected, (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await http.GetAsync("/tables")).StatusCode);
        Assert.DoesNotContain("\"saved\":true", await http.GetStringAsync("/api/v1/tables"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Import_UnknownProject_400AndNothingIsKept()
    {
        using var http = _server.CreateClient();
        using var answer = await http.PostAsync("/api/v1/import?name=a.csv&project=none", new StringContent("step,phi\n1,2\n"));
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Empty(_server.Store.List());
    }

    [Fact]
    public async Task Lists_OneStoredRecordDamaged_ShowItWithItsReasonAndTheOthers()
    {
        using (var folder = new TempFolder())
        {
            using (var first = new TestServer(folder.Database))
            {
                using var http = first.CreateClient();
                foreach (var name in new[] { "one", "two" })
                {
                    using var made = await http.PostAsJsonAsync("/api/v1/tables", new { name, rowsBy = new[] { "method" }, columns = new[] { new { group = "g", metric = "psnr_gray", runs = new { } } } });
                    Assert.True(made.IsSuccessStatusCode, await made.Content.ReadAsStringAsync());
                    await http.PostAsJsonAsync("/api/v1/projects", new { name });
                }
            }

            using (var database = new LiteDatabase(folder.Database))
            {
                Change(database, "tables", table => table["question"] = table["question"].AsString.Replace("\"psnr_gray\"", "null", StringComparison.Ordinal));
                Change(database, "projects", project => project["name"] = BsonValue.Null);
                database.Checkpoint();
            }

            using var server = new TestServer(folder.Database);
            using var again = server.CreateClient();
            var tables = await again.GetFromJsonAsync<JsonElement>("/api/v1/tables");
            var saved = tables.EnumerateArray().Where(table => table.GetProperty("saved").GetBoolean()).ToList();
            Assert.Equal(["two", ""], saved.ConvertAll(table => table.GetProperty("name").GetString()));
            Assert.Contains("metric is null", saved[1].GetProperty("damaged").GetString(), StringComparison.Ordinal);
            Assert.Contains("Table 1 cannot be read", await again.GetStringAsync("/tables"), StringComparison.Ordinal);
            Assert.Contains("Project 1 cannot be read", await again.GetStringAsync("/projects"), StringComparison.Ordinal);
            Assert.Contains("name is null", await again.GetStringAsync("/api/v1/projects"), StringComparison.Ordinal);
            Assert.Equal(HttpStatusCode.OK, (await again.GetAsync("/tables/2")).StatusCode);
            Assert.Equal(HttpStatusCode.NotFound, (await again.GetAsync("/api/v1/tables/1")).StatusCode);
        }
    }

    [Fact]
    public async Task ModelUpload_SmallZipOfAHugeEntry_IsRefusedBeforeItIsUnpacked()
    {
        using var http = _server.CreateClient();
        var bomb = Zip(("settings.json", 256 << 20), ("model.safetensors", 10));
        Assert.InRange(bomb.Length, 0, 4 << 20);
        using var answer = await http.PostAsync("/api/v1/models", new ByteArrayContent(bomb));
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains("settings.json unpacks to more than 1024 KiB", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.InRange(AllocatedByReading(bomb), 1, 32 << 20);

        using var large = await http.PostAsync("/api/v1/models", new ByteArrayContent(Zip(("settings.json", 10), ("model.safetensors", 256 << 20))));
        Assert.Contains("model.safetensors unpacks to more than", await large.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    // On this thread alone: other tests allocate at the same time.
    private static long AllocatedByReading(byte[] model)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Throws<InvalidModelException>(() => ModelFile.Read(new MemoryStream(model)));
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    private static void Change(LiteDatabase database, string name, Action<BsonDocument> change)
    {
        var collection = database.GetCollection(name);
        var document = collection.FindById(1L);
        change(document);
        collection.Update(document);
    }

    private static byte[] Zip(params (string Name, int Zeros)[] entries)
    {
        using var file = new MemoryStream();
        using (var zip = new ZipArchive(file, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, zeros) in entries)
            {
                using var stream = zip.CreateEntry(name, CompressionLevel.Fastest).Open();
                var piece = new byte[Math.Min(zeros, 1 << 20)];
                for (var left = zeros; left > 0; left -= piece.Length)
                {
                    stream.Write(piece);
                }
            }
        }

        return file.ToArray();
    }

    private static StringContent Json(string body) => new(body, Encoding.UTF8, "application/json");
}
