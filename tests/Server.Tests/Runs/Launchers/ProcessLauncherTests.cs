using System.Diagnostics;
using Hodl.Core.Runs;
using Hodl.Server.Runs;
using Hodl.Server.Runs.Launchers;
using Hodl.Server.Store;
using Xunit.Abstractions;

namespace Hodl.Server.Tests.Runs.Launchers;

/// <summary>Runs in real child processes of the test program.</summary>
public sealed class ProcessLauncherTests(ITestOutputHelper output) : IDisposable
{
    private const int Steps = 60;
    private static readonly Dictionary<string, string> Children = new()
    {
        ["Runs:Launcher"] = "process",
        ["Runs:Process:SilenceSeconds"] = "4",
        ["Runs:Process:StopSeconds"] = "2",
    };

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(FakeBreak.Abort, RunState.Failed, "Its process crashed: it was aborted (SIGABRT)")]
    [InlineData(FakeBreak.Segfault, RunState.Failed, "Its process crashed: it touched memory that is not its own (SIGSEGV)")]
    [InlineData(FakeBreak.Memory, RunState.Failed, "MiB of memory, more than its limit of 300 MiB, and was ended")]
    [InlineData(FakeBreak.Hang, RunState.Failed, "It hung: no step, point or log line came for 2 s (its longest standstill), and it was killed")]
    [InlineData(FakeBreak.Freeze, RunState.Failed, "Its process was frozen: it gave no sign of life for 4 s, and was killed")]
    public void Run_ItsProcessComesToGrief_TheOthersGoOnAndItResumes(FakeBreak how, RunState state, string reason)
    {
        using var server = new TestServer(_folder.Database, atOnce: 2, settings: Children);
        var resources = new RunResources
        {
            MemoryMib = how == FakeBreak.Memory ? 300 : 0,
            StallSeconds = how == FakeBreak.Hang ? 2 : 0,
        };
        var other = server.Queue.Enqueue(TestServer.Spec(new FakeSettings { Steps = 3000, PauseMs = 10, CheckpointEvery = 500 }, seed: 7));
        var id = Launch(server, new FakeSettings { Steps = Steps, CheckpointEvery = 10, Break = how }, resources);
        server.Wait(other, run => run.State == RunState.Running && run.Step > 0, 60);

        var ended = server.Wait(id, run => run.State is not (RunState.Queued or RunState.Running), 60);

        Assert.Equal((state, true), (ended.State, ended.CanResume));
        Assert.Contains(reason, ended.StopReason, StringComparison.Ordinal);
        Assert.EndsWith(", after 29 of 60 steps.", ended.StopReason, StringComparison.Ordinal);
        Assert.Contains(server.Store.Log(id), line => line.Severity == LogSeverity.Error && line.Text.StartsWith(ended.StopReason, StringComparison.Ordinal));
        if (how == FakeBreak.Abort)
        {
            Assert.Contains(server.Store.Log(id), line => line.Text.Contains("c10::Error", StringComparison.Ordinal));
        }

        server.Queue.Resume(id);
        var finished = server.Wait(id, run => run.State is not (RunState.Queued or RunState.Running), 60);
        Assert.Equal((RunState.Finished, "Computed all 60 steps."), (finished.State, finished.StopReason));
        var phi = server.Store.Read(id, "phi");
        Assert.Equal(Enumerable.Range(1, Steps).Select(step => (long)step), phi.Steps);
        Assert.Equal(FakeRun.Phi(1, phi.Steps), phi.Values);
        Assert.Equal(RunState.Running, server.Store.Find(other)!.State);
    }

    [Fact]
    public void Stop_RunThatAnswers_KeepsItsCheckpointAndResumes()
    {
        using var server = new TestServer(_folder.Database, settings: Children);
        var id = server.Queue.Enqueue(TestServer.Spec(new FakeSettings { Steps = 300, PauseMs = 10, CheckpointEvery = 1000 }));
        server.Wait(id, run => run.Step > 20, 60);
        var asked = Stopwatch.StartNew();
        server.Queue.Stop(id);
        var stopped = server.WaitForEnd(id);
        output.WriteLine($"stopped {asked.ElapsedMilliseconds} ms after it was asked");
        Assert.Equal(RunState.Cancelled, stopped.State);
        Assert.StartsWith("Stopped by a person after ", stopped.StopReason, StringComparison.Ordinal);
        server.Queue.Resume(id);
        Assert.Equal(RunState.Finished, server.WaitForEnd(id).State);
        Assert.Equal(FakeRun.Phi(1, server.Store.Read(id, "phi").Steps), server.Store.Read(id, "phi").Values);
        Assert.Equal(300, server.Store.Read(id, "phi").Total);
    }

    [Fact]
    public void Stop_RunThatHangs_IsKilledAndCancelled()
    {
        using var server = new TestServer(_folder.Database, settings: Children);
        var id = Launch(server, new FakeSettings { Steps = Steps, CheckpointEvery = 10, Break = FakeBreak.Hang });
        server.Wait(id, run => run.Step == 29, 60);
        server.Queue.Stop(id);
        var stopped = server.WaitForEnd(id);
        Assert.Equal(RunState.Cancelled, stopped.State);
        Assert.Equal("Stopped by a person; it did not stop within 2 s and was killed, after 29 of 60 steps.", stopped.StopReason);
    }

    [Fact]
    public void Start_OneAfterTheOther_InTheSameWarmProcess()
    {
        using var server = new TestServer(_folder.Database, settings: Children);
        var ids = server.Queue.Enqueue([.. Enumerable.Range(1, 5).Select(seed => TestServer.Spec(new FakeSettings(), seed: seed))]);
        Assert.All(ids, id => Assert.Equal(RunState.Finished, server.Wait(id, run => run.State is not (RunState.Queued or RunState.Running), 60).State));

        Assert.Single(ids.Select(id => Owner(server, id)).Distinct());
        Assert.All(ids, id => Assert.Equal(10, server.Store.Read(id, "phi").Total));
        Assert.All(ids, id => Assert.Equal("process", server.Store.Find(id)!.Launcher));
        Assert.Equal(ids[0], server.Store.Find(ids[4])!.Sweep);
    }

    [Fact]
    public void Start_FailingRun_LeavesTheProcessForTheNext()
    {
        using var server = new TestServer(_folder.Database, settings: Children);
        var failing = server.Queue.Enqueue(TestServer.Spec(new FakeSettings { Steps = 20, FailAt = 5 }));
        var next = server.Queue.Enqueue(TestServer.Spec(new FakeSettings()));
        var failed = server.Wait(failing, run => run.State == RunState.Failed, 60);
        Assert.Contains("phi", failed.StopReason, StringComparison.Ordinal);
        Assert.Equal(RunState.Finished, server.WaitForEnd(next).State);
        Assert.Equal(Owner(server, failing), Owner(server, next));
    }

    [Fact]
    public void Close_RunningChild_InterruptedWithACheckpoint()
    {
        long id;
        using (var server = new TestServer(_folder.Database, settings: Children))
        {
            id = server.Queue.Enqueue(TestServer.Spec(new FakeSettings { Steps = 3000, PauseMs = 10, CheckpointEvery = 1000 }));
            server.Wait(id, run => run.Step > 20, 60);
        }

        using var next = new TestServer(_folder.Database, settings: Children);
        var run = next.Store.Find(id)!;
        Assert.Equal(RunState.Interrupted, run.State);
        Assert.StartsWith("The program was shut down after ", run.StopReason, StringComparison.Ordinal);
        Assert.Equal(run.Step, next.Store.Checkpoint(id)!.Step);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Open_ServerWasKilled_TheNextTakesUpItsChild(bool lives)
    {
        using var server = new Cli.Child(typeof(ProcessLauncherTests).Assembly, new Dictionary<string, string> { ["Runs__Launcher"] = "process" },
            _folder.Database, "fake-server", "Steps=400", "PauseMs=10", "CheckpointEvery=50");
        var folder = new RunFolder(Path.Combine(_folder.Path, "runs", "1"));
        Until(() => Step(folder) > 20);
        server.Kill();
        var owner = OwnerOf(folder);
        if (!lives)
        {
            using var kill = Process.Start("kill", ["-KILL", $"{ProcessOwner.Read(owner)!.Process}"]);
            kill.WaitForExit();
        }

        using var next = new TestServer(_folder.Database, settings: Children);
        if (lives)
        {
            var between = Step(folder);
            next.Wait(1, run => run.State == RunState.Running && run.Step > between, 60);
            Assert.Equal(1, next.Queue.Launchers.Single(launcher => launcher.Id == "process").Active);
            Assert.Equal(RunState.Finished, next.WaitForEnd(1).State);
            Until(() => !ProcessOwner.IsAlive(owner, DateTimeOffset.UtcNow, DateTimeOffset.UtcNow));
        }
        else
        {
            var gone = next.WaitForEnd(1);
            Assert.Equal(RunState.Interrupted, gone.State);
            next.Queue.Resume(1);
            Assert.Equal(RunState.Finished, next.Wait(1, run => run.State is not (RunState.Queued or RunState.Running), 60).State);
        }

        Assert.Equal(FakeRun.Phi(1, next.Store.Read(1, "phi").Steps), next.Store.Read(1, "phi").Values);
        Assert.Equal(400, next.Store.Read(1, "phi").Total);
    }

    [Theory]
    [InlineData("Partition", "long", "Partition = long: allowed is nothing where the launcher is process")]
    [InlineData("MemoryMib", "9000000", "MemoryMib = 9000000: allowed is 0 … ")]
    [InlineData("Cores", "4000", "Cores = 4000: allowed is 0 … ")]
    public void Enqueue_ResourcesThatAreNotThere_NamesFieldValueAndRange(string name, string value, string sentence)
    {
        using var server = new TestServer(_folder.Database, settings: Children);
        var (placement, wrong) = RunPlacement.Of("process", new Dictionary<string, string> { [name] = value });
        Assert.Empty(wrong);
        var refusal = Assert.Throws<InvalidRunException>(() => server.Queue.Enqueue([TestServer.Spec(new FakeSettings())], placement: placement));
        Assert.StartsWith(sentence, refusal.Message, StringComparison.Ordinal);
        Assert.Empty(server.Store.List());
    }

    [Fact]
    public void Enqueue_MoreThreadsThanCores_IsRefused()
    {
        using var server = new TestServer(_folder.Database, settings: Children);
        var refusal = Assert.Throws<InvalidRunException>(() => Launch(server, new FakeSettings { Threads = 2 }, new RunResources { Cores = 1 }));
        Assert.Equal("Threads = 2: allowed is 1 … 1, the run's Cores.", refusal.Message);
    }

    [Fact]
    public void Fill_LimitPerPerson_LetsOthersPass()
    {
        using var server = new TestServer(_folder.Database, atOnce: 2, settings: new Dictionary<string, string> { ["Runs:PerPerson"] = "1" });
        var settings = new FakeSettings { Steps = 100_000, PauseMs = 10 };
        var ada = server.Queue.Enqueue([TestServer.Spec(settings), TestServer.Spec(settings, seed: 2)], "ada");
        var emmy = server.Queue.Enqueue([TestServer.Spec(settings)], "emmy");
        Assert.Equal([RunState.Running, RunState.Queued, RunState.Running], ada.Concat(emmy).Select(id => server.Store.Find(id)!.State));
        server.Queue.Stop(ada[0]);
        server.Wait(ada[1], run => run.State == RunState.Running);
    }

    [Theory]
    [InlineData("Runs:Launcher", "cloud", "Runs:Launcher = cloud: allowed is in-process, process, slurm.")]
    [InlineData("Runs:Process:StopSeconds", "0", "Runs:Process:StopSeconds = 0: allowed is 1 … 3600.")]
    [InlineData("Runs:Process:MemoryMib", "-1", "Runs:Process:MemoryMib = -1: allowed is 0 … 16777216.")]
    [InlineData("Runs:Slurm:Patience", "1", "Runs:Slurm:Patience = 1: allowed is one of the fields AtOnce, ")]
    public void Options_OutOfRange_NamesFieldValueAndRange(string name, string value, string sentence)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection([new(name, value)]).Build();
        var refusal = Assert.Throws<InvalidOperationException>(() => LauncherOptions.From(configuration));
        Assert.StartsWith(sentence, refusal.Message, StringComparison.Ordinal);
    }

    private static long Launch(TestServer server, FakeSettings settings, RunResources? resources = null) =>
        server.Queue.Enqueue([TestServer.Spec(settings)], placement: new RunPlacement("process", resources ?? new RunResources()))[0];

    private static string Owner(TestServer server, long id) => OwnerOf(server.Store.Folder(id));

    private static string OwnerOf(RunFolder folder)
    {
        using var journal = new RunJournal(folder);
        return journal.Summary().Attempt!.Owner;
    }

    private static long Step(RunFolder folder)
    {
        using var journal = new RunJournal(folder);
        return journal.Summary().Progress.Step;
    }

    private static void Until(Func<bool> condition)
    {
        for (var limit = DateTime.UtcNow.AddSeconds(60); !condition(); Thread.Sleep(50))
        {
            Assert.True(DateTime.UtcNow < limit, "It does not come to that.");
        }
    }
}
