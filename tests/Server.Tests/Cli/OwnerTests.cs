using System.Net;
using System.Text.Json;
using Hodl.Core.Runs;
using Hodl.Server.Store;

namespace Hodl.Server.Tests.Cli;

/// <summary>Commands beside a server that owns the catalog, and what outlives it.</summary>
public sealed class OwnerTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Run_ServerComesGoesAndComesAgain_CompleteAndBitForBit()
    {
        using var child = new Child(_folder.Database, "run", "fake", "--set", "Steps=500", "PauseMs=10", "CheckpointEvery=50", "--json");
        var folder = new RunFolder(Path.Combine(_folder.Path, "runs", "1"));
        Until(() => Step(folder) > 20);
        using (var server = new TestServer(_folder.Database))
        {
            server.Wait(1, run => run.State == RunState.Running && run.Step > 60, 60);
        }

        var between = Step(folder);
        using (var server = new TestServer(_folder.Database))
        {
            server.Wait(1, run => run.State == RunState.Running && run.Step > between, 60);
            Assert.Equal(0, child.ExitCode);
            Assert.Equal("finished", JsonElement.Parse(child.LastLine).GetProperty("state").GetString());
            Assert.Equal(RunState.Finished, server.WaitForEnd(1).State);

            var alone = server.WaitForEnd(server.Queue.Enqueue(TestServer.Spec(new FakeSettings { Steps = 500, CheckpointEvery = 50 })));
            foreach (var series in server.Store.Series(alone.Id))
            {
                Assert.Equal(server.Store.Read(alone.Id, series).Steps, server.Store.Read(1, series).Steps);
                Assert.Equal(
                    server.Store.Read(alone.Id, series).Values.Select(BitConverter.DoubleToInt64Bits),
                    server.Store.Read(1, series).Values.Select(BitConverter.DoubleToInt64Bits));
            }

            Assert.Equal(alone.Results, server.Store.Find(1)!.Results);
            Assert.Equal(server.Store.Log(alone.Id).Select(line => line.Text), server.Store.Log(1).Select(line => line.Text));
            Assert.Equal(server.Store.Images(alone.Id).Select(image => image.Sha256), server.Store.Images(1).Select(image => image.Sha256));
        }
    }

    [Fact]
    public async Task Commands_BesideAServer_AreCarriedOutThere()
    {
        using var server = new TestServer(_folder.Database);
        server.WaitForEnd(server.Queue.Enqueue(TestServer.Spec(new FakeSettings { Steps = 20 })));

        var (code, output, error) = await Do("show", "1", "--json");
        Assert.True(code == 0, error);
        Assert.Equal("finished", JsonElement.Parse(output).GetProperty("state").GetString());
        (code, _, error) = await Do("show", "9");
        Assert.Equal(2, code);
        Assert.Contains("id = 9", error, StringComparison.Ordinal);

        var csv = Path.Combine(_folder.Path, "points.csv");
        await File.WriteAllTextAsync(csv, "series,step,value\nphi,1,2\n");
        (code, output, error) = await Do("import", csv, "--json");
        Assert.True(code == 0, error);
        Assert.Equal([2.0], server.Store.Read(JsonElement.Parse(output).GetProperty("id").GetInt64(), "phi").Values);
    }

    [Fact]
    public async Task Owner_WrongSecret_IsRefused()
    {
        using var server = new TestServer(_folder.Database);
        _ = server.Server;
        using var client = new HttpClient();
        client.DefaultRequestHeaders.Add("Authorization", "Bearer guess");
        using var answer = await client.PostAsJsonAsync(CatalogOwner.Read(_folder.Database)!.Address + "/command",
            new { args = new[] { "runs" }, folder = "/" });
        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
    }

    [Fact]
    public async Task Backup_WhileARunComputes_ServesTheSame()
    {
        var copy = Path.Combine(_folder.Path, "backup");
        long finished, running;
        IReadOnlyList<StoredImage> images;
        using (var server = new TestServer(_folder.Database))
        {
            finished = server.WaitForEnd(server.Queue.Enqueue(TestServer.Spec(new FakeSettings { Steps = 100, CheckpointEvery = 20 }))).Id;
            images = server.Store.Images(finished);
            running = server.Queue.Enqueue(TestServer.Spec(new FakeSettings { Steps = 400, PauseMs = 10, CheckpointEvery = 20 }));
            server.Wait(running, run => run.Step > 60);

            var (code, output, error) = await Do("backup", copy);
            Assert.True(code == 0, error);
            Assert.StartsWith("2 runs, ", output, StringComparison.Ordinal);
            Assert.Contains("not empty", (await Do("backup", copy)).Error, StringComparison.Ordinal);
            Assert.Equal(RunState.Running, server.Store.Find(running)!.State);
        }

        using (var restored = new TestServer(Path.Combine(copy, "hodl.db")))
        {
            Assert.Equal(RunState.Finished, restored.Store.Find(finished)!.State);
            Assert.Equal(FakeRun.Phi(1, restored.Store.Read(finished, "phi").Steps), restored.Store.Read(finished, "phi").Values);
            Assert.Equal(100, restored.Store.Read(finished, "phi").Total);
            Assert.Equivalent(images, restored.Store.Images(finished));
            Assert.All(images, image => Assert.NotNull(restored.Store.ImageFile(finished, image.Id)));
            // Its process still lives here; elsewhere it reads interrupted at once.
            restored.Store.Interrupt((_, _) => false);
            restored.Queue.Resume(running);
            Assert.Equal(RunState.Finished, restored.WaitForEnd(running).State);
            Assert.Equal(Enumerable.Range(1, 400).Select(step => (long)step), restored.Store.Read(running, "phi").Steps);
        }
    }

    [Fact]
    public async Task Check_DamageOfEveryKind_IsNamed()
    {
        using (var server = new TestServer(_folder.Database))
        {
            server.WaitForEnd(server.Queue.Enqueue(TestServer.Spec(new FakeSettings { Steps = 100, CheckpointEvery = 20 })));
            server.WaitForEnd(server.Queue.Enqueue(TestServer.Spec(new FakeSettings { Steps = 100 })));
        }

        var (code, output, _) = await Do("check");
        Assert.True(code == 0, output);
        Assert.Contains("2 runs with 400 points: everything can be read.", output, StringComparison.Ordinal);

        var run = Path.Combine(_folder.Path, "runs", "1");
        Flip(Path.Combine(run, "journal"), 0.5);
        Flip(Directory.GetFiles(Path.Combine(run, "checkpoints"))[0], 0.5);
        Flip(Path.Combine(run, "images", "1.png"), 0.5);
        Directory.Delete(Path.Combine(_folder.Path, "runs", "2"), recursive: true);
        Directory.CreateDirectory(Path.Combine(_folder.Path, "runs", "77"));

        (code, output, _) = await Do("check", "--json");
        Assert.Equal(1, code);
        var wrong = JsonElement.Parse(output).GetProperty("wrong").EnumerateArray().Select(sentence => sentence.GetString()!).ToList();
        Assert.Contains(wrong, sentence => sentence.StartsWith("Run 1: journal: ", StringComparison.Ordinal));
        Assert.Contains(wrong, sentence => sentence.StartsWith("Run 1: the checkpoint after step ", StringComparison.Ordinal));
        Assert.Contains("Run 1: image 1 is damaged", wrong);
        Assert.Contains("Run 2: its journal is missing", wrong);
        Assert.Contains("runs/77 belongs to no run of the catalog", wrong);
        Assert.Equal(5, wrong.Count);
    }

    private static long Step(RunFolder folder)
    {
        using var journal = new RunJournal(folder);
        return journal.Summary().Progress.Step;
    }

    private static void Flip(string path, double where)
    {
        var bytes = File.ReadAllBytes(path);
        bytes[(int)(bytes.Length * where)] ^= 1;
        File.WriteAllBytes(path, bytes);
    }

    private static void Until(Func<bool> condition)
    {
        for (var limit = DateTime.UtcNow.AddSeconds(60); !condition(); Thread.Sleep(50))
        {
            Assert.True(DateTime.UtcNow < limit, "It does not come to that.");
        }
    }

    private async Task<(int Code, string Output, string Error)> Do(params string[] arguments)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var code = await Server.Cli.CommandLine.RunAsync(arguments, output, error, services =>
        {
            services.AddSingleton<IReadOnlyList<Core.Tasks.ITask>>([new FakeTask()]);
            services.AddSingleton(_ => new Catalog(_folder.Database));
        });
        return (code, output.ToString(), error.ToString());
    }
}
