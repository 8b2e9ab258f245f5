using System.Diagnostics;
using Hodl.Core.Runs;
using Hodl.Server.Runs;
using Hodl.Server.Runs.Launchers;
using Hodl.Server.Store;
using Xunit.Abstractions;

namespace Hodl.Server.Tests.Runs.Launchers;

/// <summary>Runs as jobs of a real Slurm, which tests/slurm.sh starts and names in HODL_SLURM (the folder of its slurm.conf and pids).</summary>
[Trait("Category", "Slurm")]
public sealed class SlurmTests(ITestOutputHelper output) : IDisposable
{
    private static readonly string Cluster = Environment.GetEnvironmentVariable("HODL_SLURM") ?? "";
    private static readonly Dictionary<string, string> Settings = new()
    {
        ["Runs:Launcher"] = "slurm",
        ["Runs:Slurm:PollSeconds"] = "1",
        ["Runs:Slurm:NoticeSeconds"] = "20",
        ["Runs:Slurm:StopSeconds"] = "5",
        ["Runs:Slurm:MemoryMib"] = "500",
    };

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [SkippableFact]
    public void Run_OnTheCluster_LivePointsThenTheSameNumbers()
    {
        using var server = Start();
        var id = server.Queue.Enqueue(TestServer.Spec(new FakeSettings { Steps = 600, PauseMs = 10, CheckpointEvery = 100 }));
        var live = Wait(server, id, run => run is { State: RunState.Running, Step: > 50 });
        Assert.True(live.Step < 600);
        Assert.Equal(("slurm", Environment.MachineName), (live.Launcher, live.Node));
        Assert.All(live.Job, letter => Assert.True(char.IsAsciiDigit(letter)));
        // A point is on the server soon after it was computed.
        Thread.Sleep(500);
        using var journal = new RunJournal(server.Store.Folder(id));
        var late = Stopwatch.StartNew();
        var written = journal.Summary().Progress.Step;
        Wait(server, id, run => run.Step >= written);
        output.WriteLine($"followed within {late.ElapsedMilliseconds} ms");
        Assert.Equal(RunState.Finished, WaitForEnd(server, id).State);
        Same(server, id, 600);
    }

    [SkippableFact]
    public void Stop_RunningAndPending_BothEndAndResume()
    {
        using var server = Start();
        var ids = server.Queue.Enqueue([.. Enumerable.Range(1, 4).Select(seed => TestServer.Spec(
            new FakeSettings { Steps = 500, PauseMs = 10, CheckpointEvery = 1000 }, seed: seed))]);
        Wait(server, ids[0], run => run.Step > 20);
        Until(() => server.Queue.Waiting(ids[3]) is { } why && why.Contains("is pending: ", StringComparison.Ordinal));
        output.WriteLine(server.Queue.Waiting(ids[3]));
        server.Queue.Stop([ids[0], ids[3]]);
        var (running, pending) = (WaitForEnd(server, ids[0]), WaitForEnd(server, ids[3]));
        Assert.Equal((RunState.Cancelled, RunState.Cancelled), (running.State, pending.State));
        Assert.StartsWith("Stopped by a person after ", running.StopReason, StringComparison.Ordinal);
        Assert.Equal("Stopped before its job began.", pending.StopReason);
        Until(() => new SlurmCommands().Job(pending.Job) is null or { State: "CANCELLED" });
        server.Queue.Resume(ids[0]);
        server.Queue.Resume(ids[3]);
        Assert.All(ids, id => Assert.Equal(RunState.Finished, WaitForEnd(server, id).State));
        Assert.Equal(2, server.Store.Position(ids[0])!.Attempt);
        Same(server, ids[0], 500);
        Same(server, ids[3], 500, seed: 4);
    }

    [SkippableFact]
    public void Run_TimeLimit_IsPutBackAndGoesOnFromItsCheckpoint()
    {
        using var server = Start();
        var id = server.Queue.Enqueue([TestServer.Spec(new FakeSettings { Steps = 7000, PauseMs = 10, CheckpointEvery = 100_000 })],
            placement: new RunPlacement("slurm", new RunResources { TimeMinutes = 1 }))[0];
        Wait(server, id, run => run.Step > 100);
        var back = Wait(server, id, run => run.State == RunState.Queued, 120);
        output.WriteLine($"put back after step {back.Step}: {server.Queue.Waiting(id)}");
        Assert.True(server.Store.Folder(id).HasCheckpoint());
        Assert.Equal(RunState.Finished, WaitForEnd(server, id, 400).State);
        Assert.True(server.Store.Position(id)!.Attempt >= 2);
        Same(server, id, 7000);
    }

    [SkippableFact]
    public void Enqueue_Twenty_OneArray()
    {
        using var server = Start();
        var ids = server.Queue.Enqueue([.. Enumerable.Range(1, 20).Select(seed => TestServer.Spec(new FakeSettings { Steps = 50 }, seed: seed))]);
        Assert.Single(ids.Select(id => Wait(server, id, run => run.Job != "" && char.IsAsciiDigit(run.Job[0])).Job.Split('_')[0]).Distinct());
        Assert.All(ids, id => Assert.Equal(RunState.Finished, WaitForEnd(server, id, 180).State));
        foreach (var (id, seed) in ids.Zip(Enumerable.Range(1, 20)))
        {
            Same(server, id, 50, seed);
        }
    }

    [SkippableFact]
    public void Scancel_ByHand_SaysSoAndResumes()
    {
        using var server = Start();
        var id = server.Queue.Enqueue(TestServer.Spec(new FakeSettings { Steps = 400, PauseMs = 10, CheckpointEvery = 100_000 }));
        var job = Wait(server, id, run => run.Step > 50).Job;
        Do("scancel", job);
        var ended = WaitForEnd(server, id);
        Assert.Equal(RunState.Cancelled, ended.State);
        Assert.StartsWith($"Its job {job} was canceled on the cluster (scancel), after ", ended.StopReason, StringComparison.Ordinal);
        Assert.True(server.Store.Folder(id).HasCheckpoint());
        server.Queue.Resume(id);
        Assert.Equal(RunState.Finished, WaitForEnd(server, id).State);
        Same(server, id, 400);
    }

    [SkippableFact]
    public void Run_ItsProcessAborts_SaysSoAndResumes()
    {
        using var server = Start();
        var id = server.Queue.Enqueue(TestServer.Spec(new FakeSettings { Steps = 60, CheckpointEvery = 10, Break = FakeBreak.Abort }));
        var ended = WaitForEnd(server, id);
        Assert.Equal(RunState.Failed, ended.State);
        Assert.Contains("was aborted (SIGABRT)", ended.StopReason, StringComparison.Ordinal);
        Assert.Contains(server.Store.Log(id), line => line.Text.Contains("c10::Error", StringComparison.Ordinal));
        server.Queue.Resume(id);
        Assert.Equal(RunState.Finished, WaitForEnd(server, id).State);
        Same(server, id, 60);
    }

    [SkippableFact]
    public void Slurmd_Killed_TheRunComesToItsEnd()
    {
        using var server = Start();
        var id = server.Queue.Enqueue(TestServer.Spec(new FakeSettings { Steps = 3000, PauseMs = 10, CheckpointEvery = 200 }));
        Wait(server, id, run => run.Step > 100);
        Do("kill", "-KILL", File.ReadAllText(Path.Combine(Cluster, "d.pid")).Trim());
        try
        {
            // The node counts as failed after SlurmdTimeout, and the job goes back into the queue.
            Wait(server, id, run => run.State == RunState.Queued || run.Step > 2500, 120);
            output.WriteLine($"{server.Store.Find(id)!.State} at step {server.Store.Find(id)!.Step}: {server.Queue.Waiting(id)}");
        }
        finally
        {
            Do("slurmd");
        }

        var ended = WaitForEnd(server, id, 180);
        Assert.True(ended.State == RunState.Finished, $"{ended.State}: {ended.StopReason}");
        Same(server, id, 3000);
    }

    [SkippableFact]
    public void Server_Killed_TheNextTakesUpRunningAndPending()
    {
        Skip.If(Cluster == "", "HODL_SLURM names no cluster: tests/slurm.sh starts one.");
        using var server = new Cli.Child(typeof(SlurmTests).Assembly, Settings.ToDictionary(pair => pair.Key.Replace(":", "__", StringComparison.Ordinal),
            pair => pair.Value), _folder.Database, "fake-server", "Steps=1500", "PauseMs=10", "CheckpointEvery=100");
        var folder = new RunFolder(Path.Combine(_folder.Path, "runs", "1"));
        Until(() =>
        {
            using var journal = new RunJournal(folder);
            return journal.Summary().Progress.Step > 50;
        });
        server.Kill();
        Thread.Sleep(500);
        using var next = Start();
        Wait(next, 1, run => run.State == RunState.Running);
        Assert.Equal(RunState.Finished, WaitForEnd(next, 1).State);
        Assert.Equal(1, next.Store.Position(1)!.Attempt);
        Same(next, 1, 1500);
    }

    [SkippableFact]
    public void Controller_Away_RunsGoOnAndLaunchesWait()
    {
        using var server = Start();
        var id = server.Queue.Enqueue(TestServer.Spec(new FakeSettings { Steps = 1500, PauseMs = 10, CheckpointEvery = 100 }));
        var before = Wait(server, id, run => run.Step > 50);
        Do("kill", "-KILL", File.ReadAllText(Path.Combine(Cluster, "ctld.pid")).Trim());
        long later;
        try
        {
            Until(() => server.Queue.Waiting(id)?.Contains("The cluster does not answer: ", StringComparison.Ordinal) == true);
            output.WriteLine(server.Queue.Waiting(id));
            Wait(server, id, run => run.Step > before.Step + 50);
            later = server.Queue.Enqueue(TestServer.Spec(new FakeSettings { Steps = 20 }, seed: 2));
            Thread.Sleep(2000);
            Assert.Equal(RunState.Queued, server.Store.Find(later)!.State);
        }
        finally
        {
            Do("slurmctld");
        }

        Assert.Equal(RunState.Finished, WaitForEnd(server, id).State);
        Assert.Equal(RunState.Finished, WaitForEnd(server, later, 120).State);
        Same(server, id, 1500);
        Same(server, later, 20, seed: 2);
    }

    [SkippableFact]
    public void Enqueue_PartitionThatIsNotThere_NamesThoseThatAre()
    {
        using var server = Start();
        var refusal = Assert.Throws<InvalidRunException>(() => server.Queue.Enqueue([TestServer.Spec(new FakeSettings())],
            placement: new RunPlacement("slurm", new RunResources { Partition = "gpu" })));
        Assert.Equal("Partition = gpu: allowed is one of main.", refusal.Message);
    }

    private static void Same(TestServer server, long id, int steps, long seed = 1)
    {
        var phi = server.Store.Read(id, "phi");
        Assert.Equal(Enumerable.Range(1, steps).Select(step => (long)step), phi.Steps);
        Assert.Equal(FakeRun.Phi(seed, phi.Steps), phi.Values);
    }

    private static RunRow Wait(TestServer server, long id, Func<RunRow, bool> until, double seconds = 60) => server.Wait(id, until, seconds);

    private static RunRow WaitForEnd(TestServer server, long id, double seconds = 90) =>
        server.Wait(id, run => run.State is not (RunState.Queued or RunState.Running), seconds);

    private static void Do(string tool, params string[] arguments)
    {
        using var process = Process.Start(tool, arguments);
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
    }

    private static void Until(Func<bool> condition)
    {
        for (var limit = DateTime.UtcNow.AddSeconds(60); !condition(); Thread.Sleep(100))
        {
            Assert.True(DateTime.UtcNow < limit, "It does not come to that.");
        }
    }

    private TestServer Start()
    {
        Skip.If(Cluster == "", "HODL_SLURM names no cluster: tests/slurm.sh starts one.");
        return new TestServer(_folder.Database, settings: Settings);
    }
}
