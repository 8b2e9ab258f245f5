using System.Text.Json;
using Hodl.Core.Runs;
using Hodl.Server.Store;

namespace Hodl.Server.Tests.Cli;

public sealed class CommandLineTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Run_Json_LastLineIsTheRunAndExitCodeZero()
    {
        using var child = Start("run", "fake", "--method", "unh", "--preset", "quick", "--seed", "7", "--set", "Steps=12", "--json");

        Assert.Equal(0, child.ExitCode);
        var run = JsonElement.Parse(child.LastLine);
        Assert.Equal(["id", "task", "method", "preset", "seed", "state", "seconds", "metrics", "data"],
            run.EnumerateObject().Take(9).Select(property => property.Name));
        Assert.Equal(("fake", "unh", "quick", 7, "finished"), (
            run.GetProperty("task").GetString(), run.GetProperty("method").GetString(), run.GetProperty("preset").GetString(),
            run.GetProperty("seed").GetInt32(), run.GetProperty("state").GetString()));
        Assert.Equal(20 + FakeRun.Phi(7, 12), run.GetProperty("metrics").GetProperty("psnr_gray").GetDouble());
        Assert.Equal(new string('a', 64), run.GetProperty("data").GetProperty("train:generated").GetProperty("sha256").GetString());
        Assert.Single(child.Output.TrimEnd().Split('\n'));

        using var show = Start("show", $"{run.GetProperty("id").GetInt64()}", "--json");
        Assert.Equal(12, JsonElement.Parse(show.LastLine).GetProperty("settings").GetProperty("Steps").GetInt32());
        using var runs = Start("runs", "--json");
        Assert.Equal(1, JsonElement.Parse(runs.LastLine).GetArrayLength());
        using var tasks = Start("tasks", "--json");
        Assert.Equal("fake", JsonElement.Parse(tasks.LastLine)[0].GetProperty("id").GetString());
    }

    [Fact]
    public void Run_PresetWithVariantsAndNoMethod_RunsThemAll()
    {
        using var child = Start("run", "fake", "--preset", "sweep", "--json");

        Assert.Equal(0, child.ExitCode);
        Assert.Equal(
            ["rate 0.1", "rate 0.2"],
            child.Output.TrimEnd().Split('\n').Select(line => JsonElement.Parse(line).GetProperty("label").GetString()));
    }

    [Fact]
    public void Run_VariantsThatAPersonsOwnSettingMakesEqual_IsOneRunWithoutALabel()
    {
        using var child = Start("run", "fake", "--preset", "sweep", "--set", "Rate=0.5", "--json");

        Assert.Equal(0, child.ExitCode);
        Assert.Equal("", JsonElement.Parse(child.Output.Trim()).GetProperty("label").GetString());
    }

    [Fact]
    public void Run_TaskThrows_ExitCodeOne()
    {
        using var child = Start("run", "fake", "--set", "FailAt=5", "--json");

        Assert.Equal(1, child.ExitCode);
        Assert.Equal("failed", JsonElement.Parse(child.LastLine).GetProperty("state").GetString());
        Assert.Contains("phi became NaN", JsonElement.Parse(child.LastLine).GetProperty("stopReason").GetString(),
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("run fake --set Rate=1.5", "Rate = 1.5: allowed is 0 … 1.")]
    [InlineData("run fake --set Rat=1", "Rat = 1: allowed is one of the fields")]
    [InlineData("run fake --set Rate", "--set = Rate: allowed is Name=value.")]
    [InlineData("run fake --method adam", "Method = adam: allowed is one of ahodl, unh.")]
    [InlineData("run fake --preset big", "Preset = big: allowed is one of quick, paper, sweep.")]
    [InlineData("run none", "Task = none: allowed is one of fake.")]
    [InlineData("run fake --method unh --set Rate=1", "unh wants a rate below 1")]
    [InlineData("run fake --seed x", "x")]
    [InlineData("show 99", "id = 99")]
    [InlineData("nonsense", "nonsense")]
    public async Task Run_BadArguments_ExitCodeTwoNamesFieldValueAndRange(string arguments, string expected)
    {
        // In this process, because a dozen children would take a minute; the file is configured by the host's own variable.
        using var output = new StringWriter();
        using var error = new StringWriter();

        var code = await Server.Cli.CommandLine.RunAsync(arguments.Split(' '), output, error, services =>
        {
            services.AddSingleton<IReadOnlyList<Core.Tasks.ITask>>([new FakeTask()]);
            services.AddSingleton(_ => new Catalog(_folder.Database));
        });

        Assert.Equal(2, code);
        Assert.Contains(expected, error.ToString(), StringComparison.Ordinal);
        Assert.Equal("", output.ToString());
    }

    [Fact]
    public void Run_CtrlC_CancelledWithCheckpointAndExitCode130()
    {
        using var child = Start("run", "fake", "--set", "Steps=100000", "PauseMs=10", "--json");
        WaitForStep(10);

        child.Interrupt();

        Assert.Equal(130, child.ExitCode);
        Assert.Equal("cancelled", JsonElement.Parse(child.LastLine).GetProperty("state").GetString());
        Assert.True(_folder.Store().Find(1)!.CanResume);
    }

    [Fact]
    public void Run_Terminated_Interrupted()
    {
        using var child = Start("run", "fake", "--set", "Steps=100000", "PauseMs=10", "--json");
        WaitForStep(10);

        child.Terminate();

        Assert.Equal(130, child.ExitCode);
        Assert.Equal(RunState.Interrupted, _folder.Store().Find(1)!.State);
    }

    [Fact]
    public void Run_KilledWhileServerRuns_InterruptedWithAllButTheLastSecondAndResumable()
    {
        using var server = new TestServer(_folder.Database);
        _ = server.Server;
        using var child = Start("run", "fake", "--set", "Steps=300", "PauseMs=10", "CheckpointEvery=20", "--json");
        server.Wait(1, run => run.Step >= 120, 60);
        Assert.Equal(RunState.Running, server.Store.Find(1)!.State);
        var killed = DateTimeOffset.UtcNow;

        child.Kill();
        var run = server.WaitForEnd(1);

        Assert.Equal(RunState.Interrupted, run.State);
        var phi = server.Store.Read(1, "phi");
        Assert.True((killed - run.Ended!.Value).TotalSeconds < 1, $"The last batch is {killed - run.Ended} old.");
        Assert.Equal(FakeRun.Phi(1, phi.Steps), phi.Values);

        server.Queue.Resume(1);
        Assert.Equal(RunState.Finished, server.WaitForEnd(1).State);
        phi = server.Store.Read(1, "phi");
        Assert.Equal(Enumerable.Range(1, 300).Select(step => (long)step), phi.Steps);
        Assert.Equal(FakeRun.Phi(1, phi.Steps), phi.Values);
        Assert.True(phi.Seconds.Zip(phi.Seconds.Skip(1)).All(pair => pair.First <= pair.Second));
    }

    [Fact]
    public void Run_RealTaskOfTheRealProgramKilled_InterruptedAndGoesOnFromItsCheckpoint()
    {
        using (var child = new Child(
            typeof(Program).Assembly, _folder.Database,
            "run", "non-unique-lower-level", "--method", "shodl", "--set", "K=20", "OuterSteps=1000000", "CheckpointEvery=10", "--json"))
        {
            WaitForStep(30);
            child.Kill();
            Assert.Equal(137, child.ExitCode);
        }

        using var server = new TestServer(_folder.Database, tasks: Core.Tasks.TaskCatalog.All);
        var run = server.WaitForEnd(1);
        Assert.Equal((RunState.Interrupted, true), (run.State, run.CanResume));
        Assert.True(server.Store.Read(1, "phi").Total >= 30);

        server.Queue.Resume(1);
        var further = run.Step + 20;
        server.Wait(1, run => run.State == RunState.Running && run.Step > further, 60);
        server.Queue.Stop(1);
        Assert.Equal(RunState.Cancelled, server.WaitForEnd(1).State);
        var phi = server.Store.Read(1, "phi");
        Assert.Equal(Enumerable.Range(1, phi.Steps.Length).Select(step => (long)step), phi.Steps);
        Assert.True(phi.Steps.Length > further);
        Assert.NotEmpty(server.Store.Environment(1)!.Blas);
        Assert.Contains("known answers right", server.Store.Environment(1)!.LibTorch, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_ServerStartsMeanwhile_StaysRunningAndCanBeStoppedFromThere()
    {
        using var child = Start("run", "fake", "--set", "Steps=100000", "PauseMs=10", "--json");
        WaitForStep(5);
        using var server = new TestServer(_folder.Database);
        Assert.Equal(RunState.Running, server.Store.Find(1)!.State);
        var step = server.Store.Find(1)!.Step;
        server.Wait(1, run => run.Step > step);

        server.Queue.Stop(1);

        Assert.Equal(130, child.ExitCode);
        Assert.Equal(RunState.Cancelled, server.WaitForEnd(1).State);
    }

    private Child Start(params string[] args) => new(_folder.Database, args);

    private void WaitForStep(long step)
    {
        var limit = DateTime.UtcNow.AddSeconds(60);
        while (Step() < step)
        {
            Assert.True(DateTime.UtcNow < limit, "The process computes nothing.");
            Thread.Sleep(50);
        }
    }

    // As anybody may, without the catalog.
    private long Step()
    {
        using var journal = new RunJournal(new RunFolder(Path.Combine(_folder.Path, "runs", "1")));
        return journal.Summary().Progress.Step;
    }
}
