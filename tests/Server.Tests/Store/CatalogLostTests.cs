using System.Net;
using System.Text.Json;
using Hodl.Server.Store;
using Hodl.Server.Tests.Cli;

namespace Hodl.Server.Tests.Store;

/// <summary>Files that are taken away under a running server, and folders in which none can be kept.</summary>
public sealed class CatalogLostTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("deleted")]
    [InlineData("replaced")]
    [InlineData("overwritten")]
    [InlineData("log deleted")]
    [InlineData("runs moved")]
    public async Task Files_TakenAway_WritesAreRefusedAndEveryPageSaysSo(string how)
    {
        using var server = new TestServer(_folder.Database);
        using var http = server.CreateClient();
        Assert.Equal(HttpStatusCode.NoContent, (await http.PostAsJsonAsync("/api/v1/projects", new { name = "before" })).StatusCode);
        var runs = Path.Combine(_folder.Path, "runs");
        switch (how)
        {
            case "deleted":
                File.Delete(_folder.Database);
                break;
            case "replaced":
                File.WriteAllText(_folder.Database + ".other", "another");
                File.Move(_folder.Database + ".other", _folder.Database, overwrite: true);
                break;
            case "overwritten":
                using (var file = new FileStream(_folder.Database, FileMode.Open, FileAccess.Write, FileShare.ReadWrite))
                {
                    file.Write(new byte[8192]);
                }

                break;
            case "log deleted":
                File.Delete(_folder.Database + ".log");
                break;
            default:
                Directory.Move(runs, runs + "-elsewhere");
                break;
        }

        foreach (var (path, body) in new (string, object)[] { ("/api/v1/projects", new { name = "after" }), ("/api/v1/runs", new { task = "fake" }), ("/api/2.0/mlflow/runs/create", new { experiment_id = "0" }), ("/api/v1/tables", new { name = "t", rowsBy = new[] { "method" } }) })
        {
            using var refused = await http.PostAsJsonAsync(path, body);
            Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
            Assert.Contains("deleted, moved or replaced", await refused.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }

        foreach (var page in new[] { "/runs", "/tables", "/settings", "/shared/1" })
        {
            Assert.Contains("deleted, moved or replaced", await http.GetStringAsync(page), StringComparison.Ordinal);
        }

        var projects = await http.GetFromJsonAsync<JsonElement>("/api/v1/projects");
        Assert.Equal(["before"], projects.EnumerateArray().Select(project => project.GetProperty("name").GetString()));
        Assert.Equal(how is "replaced" or "overwritten" or "log deleted" or "runs moved", File.Exists(_folder.Database));
    }

    [Fact]
    public void Files_TakenAwayWhileNobodyWrites_IsNoticed()
    {
        File.Delete(_folder.Catalog.File);
        var limit = DateTime.UtcNow.AddSeconds(20);
        while (_folder.Catalog.Lost == "")
        {
            Assert.True(DateTime.UtcNow < limit, "not noticed");
            Thread.Sleep(50);
        }

        Assert.Throws<CatalogLostException>(() => new ProjectStore(_folder.Catalog, TimeProvider.System).Add("x", ""));
    }

    [Fact]
    public void Journal_TakenAwayWhileWritten_IsRefused()
    {
        var folder = new Core.Runs.RunFolder(Directory.CreateDirectory(Path.Combine(_folder.Path, "run")).FullName);
        using var recorder = new Core.Runs.RunRecorder(folder);
        recorder.Append(Batch(1));
        Directory.Move(folder.Path, folder.Path + "-elsewhere");
        Assert.Contains("was deleted or moved", Assert.Throws<IOException>(() => recorder.Append(Batch(2))).Message, StringComparison.Ordinal);

        static Core.Runs.RunBatch Batch(long step)
        {
            var batch = new Core.Runs.RunBatch { Sequence = step, Progress = (step, 2) };
            var column = new Core.Runs.SeriesColumn("phi");
            column.Add(step, 0, 1);
            batch.Add(column);
            return batch;
        }
    }

    [Theory]
    [InlineData("/proc/hodl/hodl.db")]
    [InlineData("/dev/null/hodl.db")]
    public void Start_WhereNothingCanBeKept_OneSentenceAndExitCodeOne(string database)
    {
        using var child = new Child(typeof(Program).Assembly, database, "--urls", "http://127.0.0.1:0");
        Assert.Equal(1, child.ExitCode);
        Assert.Contains("cannot be kept", Assert.Single(child.Error.TrimEnd().Split('\n')), StringComparison.Ordinal);
        using var command = new Child(database, "runs");
        Assert.Equal(1, command.ExitCode);
        Assert.Single(command.Error.TrimEnd().Split('\n'));
    }
}
