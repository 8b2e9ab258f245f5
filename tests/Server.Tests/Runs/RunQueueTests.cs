using Hodl.Core.Runs;
using Hodl.Server.Pages;
using Hodl.Server.Runs;
using Xunit.Abstractions;

namespace Hodl.Server.Tests.Runs;

public sealed class RunQueueTests(ITestOutputHelper output) : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Enqueue_BadSettings_NamesFieldValueAndRange()
    {
        using var server = new TestServer(_folder.Database);

        var exception = Assert.Throws<InvalidRunException>(() => server.Queue.Enqueue(TestServer.Spec(new FakeSettings { Rate = 2 })));

        Assert.Equal("Rate = 2: allowed is 0 … 1.", exception.Message);
        Assert.Empty(server.Store.List());
    }

    [Fact]
    public void Dispose_WhileListsFollowARun_WaitsForThemAndLeavesTheDatabaseAlone()
    {
        using var told = new ManualResetEventSlim();
        var done = false;
        using (var server = new TestServer(_folder.Database))
        {
            var stopped = server.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopped;
            server.Services.GetRequiredService<RunBoard>().Subscribe(_ =>
            {
                told.Set();
                stopped.WaitHandle.WaitOne(TimeSpan.FromSeconds(20));
                Thread.Sleep(500);
                done = true;
            });
            server.WaitForEnd(server.Queue.Enqueue(TestServer.Spec(new FakeSettings { Steps = 20 })));
            Assert.True(told.Wait(TimeSpan.FromSeconds(20)));
        }

        Assert.True(done);
    }

    [Fact]
    public void Enqueue_TwoHundredThousandPoints_NoneIsLost()
    {
        using var server = new TestServer(_folder.Database);
        var watch = System.Diagnostics.Stopwatch.StartNew();
        var id = server.Queue.Enqueue(TestServer.Spec(new FakeSettings { Steps = 100_000, CheckpointEvery = 50_000 }));

        Assert.Equal(RunState.Finished, server.Wait(id, run => run.State == RunState.Finished, 60).State);

        output.WriteLine($"200 000 points from task to store in {watch.Elapsed.TotalSeconds:F2} s");
        var phi = server.Store.Read(id, "phi");
        Assert.Equal(100_000, phi.Total);
        Assert.Equal(FakeRun.Phi(1, phi.Steps), phi.Values);
        Assert.Equal(100_000, server.Store.Read(id, "hypergradient_norm").Total);
        Assert.InRange(server.Store.Find(id)!.Sparkline.Count, 20, 41);
        Assert.Equal(["phi", "hypergradient_norm"], server.Store.Series(id));
    }

    [Fact]
    public void StopThenResume_SeveralTimes_AsIfNeverStopped()
    {
        using var server = new TestServer(_folder.Database);
        var settings = new FakeSettings { Steps = 150, PauseMs = 10, CheckpointEvery = 40 };
        var id = server.Queue.Enqueue(TestServer.Spec(settings));
        for (var stops = 1; stops <= 2; stops++)
        {
            server.Wait(id, run => run.Step >= 45 * stops);
            var asked = System.Diagnostics.Stopwatch.StartNew();
            server.Queue.Stop(id);
            var stopped = server.WaitForEnd(id);
            output.WriteLine($"stopped {asked.ElapsedMilliseconds} ms after it was asked");
            Assert.Equal(RunState.Cancelled, stopped.State);
            Assert.StartsWith("Stopped by a person after ", stopped.StopReason, StringComparison.Ordinal);
            Assert.True(stopped.CanResume);
            server.Queue.Resume(id);
        }

        Assert.Equal(RunState.Finished, server.WaitForEnd(id).State);
        var whole = server.WaitForEnd(server.Queue.Enqueue(TestServer.Spec(settings)));
        var (resumed, once) = (server.Store.Read(id, "phi"), server.Store.Read(whole.Id, "phi"));
        Assert.Equal(once.Steps, resumed.Steps);
        Assert.Equal(once.Values, resumed.Values);
        Assert.Equal(whole.Results, server.Store.Find(id)!.Results);
        Assert.Equal(server.Store.Images(whole.Id).Count, server.Store.Images(id).Count);
        Assert.Equal(3, server.Store.Position(id)!.Attempt);
    }

    [Fact]
    public void Enqueue_MoreThanAtOnce_TheRestWaitsInOrderAndCanBeStopped()
    {
        using var server = new TestServer(_folder.Database, atOnce: 2);
        var settings = new FakeSettings { Steps = 100_000, PauseMs = 10 };
        long[] ids = [.. Enumerable.Range(0, 4).Select(_ => server.Queue.Enqueue(TestServer.Spec(settings)))];

        Assert.Equal([RunState.Running, RunState.Running, RunState.Queued, RunState.Queued],
            ids.Select(id => server.Store.Find(id)!.State));
        server.Queue.Stop(ids[3]);
        Assert.Equal("Stopped before it started.", server.Store.Find(ids[3])!.StopReason);
        server.Queue.Stop(ids[0]);
        server.Wait(ids[2], run => run.State == RunState.Running);
        server.Queue.AtOnce = 3;
        server.Queue.Resume(ids[3]);
        Assert.Equal(RunState.Running, server.Store.Find(ids[3])!.State);
        Assert.Contains("running", Assert.Throws<InvalidOperationException>(() => server.Queue.Resume(ids[2])).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Stop_AskedAgainAndAgainUntilItIsGone_NeverThrows()
    {
        using var server = new TestServer(_folder.Database);
        for (var round = 0; round < 20; round++)
        {
            var id = server.Queue.Enqueue(TestServer.Spec(new FakeSettings { Steps = 1, Rate = 0.5 }, seed: round));
            while (server.Queue.IsLive(id))
            {
                server.Queue.Stop(id);
            }

            Assert.Contains(server.Store.Find(id)!.State, new[] { RunState.Cancelled, RunState.Finished });
        }
    }

    [Fact]
    public void Repeat_FinishedRun_SameNumbersUnderANewId()
    {
        using var server = new TestServer(_folder.Database);
        var id = server.Queue.Enqueue(TestServer.Spec(new FakeSettings { Steps = 20, Rate = 0.25 }, "unh", 9));
        server.WaitForEnd(id);

        var again = server.WaitForEnd(server.Queue.Repeat(id));

        Assert.NotEqual(id, again.Id);
        Assert.Equal(("unh", 9L, server.Store.Find(id)!.SettingsJson), (again.Method, again.Seed, again.SettingsJson));
        Assert.Equal(server.Store.Read(id, "phi").Values, server.Store.Read(again.Id, "phi").Values);
    }

    [Fact]
    public void Enqueue_TaskThrows_FailedWithReasonAndPointsUntilThen()
    {
        using var server = new TestServer(_folder.Database);

        var run = server.WaitForEnd(server.Queue.Enqueue(TestServer.Spec(new FakeSettings { Steps = 100, FailAt = 61 })));

        Assert.Equal((RunState.Failed, "Failed after 60 of 100 steps: phi became NaN or infinite at step 61."),
            (run.State, run.StopReason));
        Assert.Equal(60, server.Store.Read(run.Id, "phi").Total);
        Assert.Contains(server.Store.Log(run.Id), line => line.Severity == LogSeverity.Error);
    }

    [Theory]
    [InlineData(FakeKind.Odd, "not finite", 5)]
    [InlineData(FakeKind.Zero, "all zero", 1)]
    public void Enqueue_BadHypergradient_OneWarningOnTheRun(FakeKind kind, string text, long step)
    {
        using var server = new TestServer(_folder.Database);

        var run = server.WaitForEnd(server.Queue.Enqueue(TestServer.Spec(new FakeSettings { Steps = 30, Kind = kind })));

        Assert.Equal(1, run.Warnings);
        var line = Assert.Single(server.Store.Log(run.Id), line => line.Severity == LogSeverity.Warning);
        Assert.Equal(step, line.Step);
        Assert.Contains(text, line.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Dispose_WhileRunsRunAndWait_InterruptedAndQueuedAgain()
    {
        long running, waiting;
        using (var server = new TestServer(_folder.Database))
        {
            var settings = new FakeSettings { Steps = 100, PauseMs = 10, CheckpointEvery = 1000 };
            running = server.Queue.Enqueue(TestServer.Spec(settings));
            waiting = server.Queue.Enqueue(TestServer.Spec(settings with { Steps = 5 }));
            server.Wait(running, run => run.Step > 20);
        }

        using var next = new TestServer(_folder.Database);
        Assert.Equal(RunState.Interrupted, next.Store.Find(running)!.State);
        Assert.StartsWith("The program was shut down after ", next.Store.Find(running)!.StopReason, StringComparison.Ordinal);
        Assert.Equal(RunState.Finished, next.WaitForEnd(waiting).State);
        next.Queue.Resume(running);
        Assert.Equal(RunState.Finished, next.WaitForEnd(running).State);
        var phi = next.Store.Read(running, "phi");
        Assert.Equal(Enumerable.Range(1, 100).Select(step => (long)step), phi.Steps);
        Assert.Equal(FakeRun.Phi(1, phi.Steps), phi.Values);
    }

    [Fact]
    public void Enqueue_StoreFailsForAWhile_RunWaitsAndLosesNothing()
    {
        using var server = new TestServer(_folder.Database);
        // A file where the folder of checkpoints belongs; before the server starts, the folder's number would be taken.
        Assert.Empty(server.Store.List());
        var obstacle = Path.Combine(_folder.Path, "runs", "1", "checkpoints");
        Directory.CreateDirectory(Path.GetDirectoryName(obstacle)!);
        File.WriteAllText(obstacle, "");
        var id = server.Queue.Enqueue(TestServer.Spec(new FakeSettings { Steps = 300, PauseMs = 1, CheckpointEvery = 10 }));
        var limit = DateTime.UtcNow.AddSeconds(20);
        while (server.Queue.Waiting(id) is null)
        {
            Assert.True(DateTime.UtcNow < limit, "The run does not wait.");
            Thread.Sleep(20);
        }

        Assert.Contains("checkpoints", server.Queue.Waiting(id), StringComparison.Ordinal);
        File.Delete(obstacle);

        Assert.Equal(RunState.Finished, server.WaitForEnd(id).State);
        Assert.Equal(300, server.Store.Read(id, "phi").Total);
        Assert.Null(server.Queue.Waiting(id));
    }

    [Fact]
    public void Enqueue_FolderCannotBeWritten_SaysWhyAndStartsLater()
    {
        using var server = new TestServer(_folder.Database);
        Assert.Empty(server.Store.List());
        // A file where the run's folder belongs.
        var obstacle = Path.Combine(_folder.Path, "runs", "1");
        File.WriteAllText(obstacle, "");

        var id = server.Queue.Enqueue(TestServer.Spec(new FakeSettings { Steps = 30 }));

        Assert.Equal(RunState.Queued, server.Store.Find(id)!.State);
        Assert.StartsWith("Cannot start yet: ", server.Queue.Waiting(id), StringComparison.Ordinal);
        File.Delete(obstacle);
        Assert.Equal(RunState.Finished, server.WaitForEnd(id).State);
        Assert.Null(server.Queue.Waiting(id));
    }

    [Fact]
    public void Enqueue_FileReachesItsLimit_RunWaitsWithReasonAndGoesOnLater()
    {
        long id, kept;
        using (var server = new TestServer(_folder.Database, maxBytes: 2 << 20))
        {
            id = server.Queue.Enqueue(TestServer.Spec(new FakeSettings { Steps = 200_000, CheckpointEvery = 10_000 }));
            var limit = DateTime.UtcNow.AddSeconds(30);
            while (server.Queue.Waiting(id) is null)
            {
                Assert.True(DateTime.UtcNow < limit, "The run does not wait.");
                Thread.Sleep(20);
            }

            Assert.Contains("full", server.Queue.Waiting(id), StringComparison.Ordinal);
            kept = server.Store.Read(id, "phi").Total;
            Assert.Equal(RunState.Running, server.Store.Find(id)!.State);
        }

        using var next = new TestServer(_folder.Database);
        Assert.True(next.Store.Read(id, "phi").Total >= kept);
        Assert.Equal(RunState.Interrupted, next.Store.Find(id)!.State);
        next.Queue.Resume(id);
        Assert.Equal(RunState.Finished, next.Wait(id, run => run.State == RunState.Finished, 60).State);
        var phi = next.Store.Read(id, "phi");
        Assert.Equal(200_000, phi.Total);
        Assert.Equal(FakeRun.Phi(1, phi.Steps), phi.Values);
    }
}
