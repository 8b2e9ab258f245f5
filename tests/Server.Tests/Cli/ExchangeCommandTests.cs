using System.Text.Json;
using Hodl.Server.Store;

namespace Hodl.Server.Tests.Cli;

public sealed class ExchangeCommandTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("study.yaml", "task: fake\npreset: quick\nseeds: 1-2\nset:\n  Steps: 12\nruns:\n  - method: unh\n    set: { Rate: 0.25 }\n  - methods: [ahodl]\n    seed: 7\n")]
    [InlineData("study.json", """{"task": "fake", "preset": "quick", "seeds": [1, 2], "set": {"Steps": 12}, "runs": [{"method": "unh", "set": {"Rate": 0.25}}, {"methods": ["ahodl"], "seed": 7}]}""")]
    public async Task Run_Config_StudyRunsEveryPart(string name, string text)
    {
        var (code, output, error) = await Do("run", "--config", File(name, text), "--json");

        Assert.True(code == 0, error);
        var runs = output.TrimEnd().Split('\n').Select(line => JsonElement.Parse(line)).ToList();
        Assert.Equal([("unh", 1), ("unh", 2), ("ahodl", 7)],
            runs.Select(run => (run.GetProperty("method").GetString(), run.GetProperty("seed").GetInt32())));
        Assert.Equal(["0.25", "0.25", "0.5"],
            [.. Store().List().OrderBy(run => run.Id).Select(run => JsonElement.Parse(run.SettingsJson).GetProperty("Rate").GetRawText())]);
        Assert.All(Store().List(), run => Assert.Contains("\"Steps\":12", run.SettingsJson, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("task: fake\nset: { Rate: 1.5 }\n", "Rate = 1.5: allowed is 0 … 1.")]
    [InlineData("task: fake\nsteps: 3\n", "steps = 3: allowed is one of the keys task, preset")]
    [InlineData("task: fake\nruns:\n  - seed: x\n", "runs[0].seed = x: allowed is whole numbers")]
    [InlineData("preset: quick\n", "task = : allowed is a task's id")]
    [InlineData("task: [\n", "line")]
    [InlineData("- 1\n", "the file = [\"1\"]: allowed is a map")]
    public async Task Run_WrongConfig_ExitCodeTwoNamesFieldValueAndRange(string text, string expected)
    {
        var (code, output, error) = await Do("run", "--config", File("wrong.yml", text));
        Assert.Equal((2, ""), (code, output));
        Assert.Contains(expected, error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_ConfigAndArguments_ArgumentsWin()
    {
        var (code, output, _) = await Do("run", "fake", "-c", File("one.yml", "task: other\nseed: 3\nset: { Steps: 12, Rate: 0.1 }\n"),
            "--seed", "9", "--set", "rate=0.2", "--json");
        Assert.Equal((0, 9), (code, JsonElement.Parse(output).GetProperty("seed").GetInt32()));
        Assert.Contains("\"Rate\":0.2", Store().Find(1)!.SettingsJson, StringComparison.Ordinal);
    }

    [Fact]
    public async Task CompareAndTable_Runs_MeanStdDifferencesAndFormats()
    {
        await Do("run", "fake", "--method", "ahodl", "unh", "--seed", "1", "2", "--json");

        var (code, text, _) = await Do("compare", "1", "2", "3", "4");
        Assert.Equal(0, code);
        Assert.Contains("PSNR gray", text, StringComparison.Ordinal);
        Assert.Contains("Method", text[text.IndexOf("What differs", StringComparison.Ordinal)..], StringComparison.Ordinal);
        var json = JsonElement.Parse((await Do("compare", "1", "2", "3", "4", "--json")).Output);
        Assert.Equal(2, json.GetProperty("table").GetProperty("rows")[0].GetProperty("cells")[0].GetProperty("n").GetInt32());
        Assert.Equal("unh", json.GetProperty("differences").EnumerateArray().Single(line =>
            line.GetProperty("setting").GetString() == "Method").GetProperty("values").GetProperty("4").GetString());
        Assert.Contains("\\toprule", (await Do("compare", "1", "2", "-f", "latex")).Output, StringComparison.Ordinal);

        Assert.Contains("table3", (await Do("table")).Output, StringComparison.Ordinal);
        Assert.Contains("[18.82 ± 1.59]", (await Do("table", "table3")).Output, StringComparison.Ordinal);
        Assert.Equal(7, JsonElement.Parse((await Do("table", "Table 3", "--json")).Output).GetProperty("rows").GetArrayLength());
        Assert.Contains("--format = docx", (await Do("table", "table3", "--format", "docx")).Error, StringComparison.Ordinal);
        Assert.Contains("table = none", (await Do("table", "none")).Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("csv", "all.csv")]
    [InlineData("arrow", "all.arrow")]
    [InlineData("tensorboard", "events")]
    public async Task ExportThenImport_Runs_SamePointsAndAResult(string format, string name)
    {
        await Do("run", "fake", "--seed", "5", "--set", "Kind=Odd", "Steps=40", "--json");
        var path = Path.Combine(_folder.Path, name);

        var (code, output, error) = await Do("export", "1", "--format", format, "--out", path, "--json");
        Assert.True(code == 0, error);
        Assert.All(JsonElement.Parse(output).GetProperty("files").EnumerateArray(), file =>
            Assert.True(System.IO.File.Exists(file.GetString())));
        (code, output, error) = await Do("import", path, "--name", "again", "--method", "theirs", "--result", "psnr_gray=phi", "--json");
        Assert.True(code == 0, error);

        var id = JsonElement.Parse(output).GetProperty("id").GetInt64();
        var store = Store();
        foreach (var series in (string[])["phi", "hypergradient_norm"])
        {
            Assert.Equal(store.Read(1, series).Steps, store.Read(id, series).Steps);
            Assert.Equal(store.Read(1, series).Values, store.Read(id, series).Values);
        }

        Assert.Contains(double.NaN, store.Read(id, "hypergradient_norm").Values);
        var run = store.Find(id)!;
        Assert.Equal(("again", "theirs", Core.Runs.RunState.Finished), (run.Name, run.Method, run.State));
        Assert.Equal(store.Read(1, "phi").Values[^1], Assert.Single(run.Results).Value);
    }

    [Fact]
    public async Task ExportAndImport_Wrong_ExitCodeTwoSaysWhy()
    {
        Assert.Contains("id = 5: allowed is a run's number", (await Do("export", "5")).Error, StringComparison.Ordinal);
        await Do("run", "fake", "--json");
        Assert.Contains("--format = parquet: allowed is csv, arrow, tensorboard, html",
            (await Do("export", "1", "--format", "parquet")).Error, StringComparison.Ordinal);
        Assert.Contains("--out = : allowed is a file", (await Do("export", "1", "--format", "arrow")).Error, StringComparison.Ordinal);
        Assert.Contains("allowed is .csv, .arrow", (await Do("import", File("x.txt", "a"))).Error, StringComparison.Ordinal);
        Assert.Contains("Arrow's IPC file format", (await Do("import", File("x.arrow", "not at all an arrow file"))).Error,
            StringComparison.Ordinal);
        var (code, _, error) = await Do("import", File("x.csv", "series,step,value\nphi,1,2\n"), "--result", "psnr");
        Assert.Equal(2, code);
        Assert.Contains("--result = psnr: allowed is one of the series phi", error, StringComparison.Ordinal);
        Assert.Single(Store().List());
    }

    [Fact]
    public async Task ShowWatch_RunThatHasEnded_ExitCodeIsTheRuns()
    {
        await Do("run", "fake", "--set", "FailAt=5", "--json");
        var (code, output, _) = await Do("show", "1", "--watch", "--json");
        Assert.Equal((1, "failed"), (code, JsonElement.Parse(output).GetProperty("state").GetString()));
    }

    [Fact]
    public async Task ShowWatch_RunningRun_FollowsItToItsEnd()
    {
        using var server = new TestServer(_folder.Database);
        var id = Assert.Single(server.Queue.Enqueue([TestServer.Spec(new FakeSettings { Steps = 150, PauseMs = 10 })]));
        var (code, output, _) = await Do("show", $"{id}", "--watch", "--json");
        var lines = output.TrimEnd().Split('\n').Select(line => JsonElement.Parse(line)).ToList();
        Assert.Equal((0, "finished"), (code, lines[^1].GetProperty("state").GetString()));
        Assert.Contains(lines, line => line.GetProperty("state").GetString() == "running");
    }

    private RunStore Store() => _folder.Store();

    private string File(string name, string text)
    {
        var path = Path.Combine(_folder.Path, name);
        System.IO.File.WriteAllText(path, text);
        return path;
    }

    private async Task<(int Code, string Output, string Error)> Do(params string[] arguments)
    {
        _folder.Close();
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
