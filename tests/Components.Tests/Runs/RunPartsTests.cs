namespace Hodl.Components.Tests.Runs;

public class RunPartsTests : ComponentTest
{
    [Fact]
    public void StateBadge_EveryState_HasIconAndWord()
    {
        foreach (var state in Enum.GetValues<RunState>())
        {
            var badge = Render<StateBadge>(parameters => parameters.Add(p => p.State, state));
            Assert.Equal(state.ToString(), badge.Find("span.state > span").TextContent);
            Assert.NotEmpty(badge.Find("path").GetAttribute("d")!);
        }
    }

    [Fact]
    public void RunProgress_Half_SaysStepsAndTimeLeft()
    {
        var bar = Render<RunProgress>(parameters => parameters.Add(p => p.Run, FakeRuns.Run(3, state: RunState.Running))).Find("[role=progressbar]");
        Assert.Equal("50", bar.GetAttribute("aria-valuenow"));
        Assert.Equal("50 of 100 steps · 30 s left", bar.GetAttribute("aria-valuetext"));
    }

    [Fact]
    public void RunText_OtherFunctions_AreThoseOfTheRunsOwnSettings()
    {
        const string settings = """{"RunIn":7,"OuterSteps":10,"K":5,"Gone":1}""";
        var run = new RunRow { Id = 1, Task = "constrained-sparse-coding", Method = "shodl", SettingsJson = settings };
        var text = Assert.Single(RunText.OtherFunctions(run));
        Assert.StartsWith("run-in of 1 to 7 steps", text, StringComparison.Ordinal);
        Assert.EndsWith("(5 of 10 outer steps)", text, StringComparison.Ordinal);
        Assert.Empty(RunText.OtherFunctions(run with { Method = "ena" }));
        Assert.Empty(RunText.OtherFunctions(run with { External = true }));
        Assert.Empty(RunText.OtherFunctions(run with { Task = "nowhere" }));
        Assert.Empty(RunText.OtherFunctions(run with { Task = "method-study", Method = "ift", SettingsJson = "{}" }));
    }

    [Fact]
    public void RunProgress_UnknownTotal_SaysHowFarItIs()
    {
        var bar = Render<RunProgress>(parameters => parameters.Add(p => p.Run, FakeRuns.Run(1) with { Step = 7, Total = 0 })).Find("[role=progressbar]");
        Assert.False(bar.HasAttribute("aria-valuenow"));
        Assert.Equal("7 steps so far", bar.TextContent.Trim());
    }

    [Fact]
    public void Sparkline_WithNaN_LeavesAGap()
    {
        var path = Render<Sparkline>(parameters => parameters.Add(p => p.Values, [1, 2, double.NaN, 3, 4])).Find("path").GetAttribute("d")!;
        Assert.Equal(2, path.Count(letter => letter == 'M'));
    }

    [Fact]
    public void SparklineShape_Constant_StaysInTheMiddle() => Assert.Equal("M2 12L48 12L94 12", SparklineShape.Of([5, 5, 5]).Path);

    [Fact]
    public void SparklineShape_TwoDecades_IsLogarithmic() => Assert.Equal("M2 2L48 12L94 22", SparklineShape.Of([1e4, 1e2, 1]).Path);

    [Fact]
    public void SparklineShape_NothingFinite_IsEmpty() => Assert.Equal("", SparklineShape.Of([double.NaN, double.PositiveInfinity]).Path);

    [Theory]
    [InlineData("wider", "", "wider")]
    [InlineData("", "μ = 0.3", "ahodl · μ = 0.3")]
    [InlineData("", "", "ahodl · unknown-task")]
    public void Title_NameLabelOrTask_InThisOrder(string name, string label, string title) =>
        Assert.Equal(title, RunText.Title(FakeRuns.Run(1, label: label) with { Name = name }));

    [Fact]
    public void Remaining_NotRunning_IsUnknown() => Assert.Null(RunText.Remaining(FakeRuns.Run(1, state: RunState.Finished)));

    [Fact]
    public void GroupKey_OnlySeedDiffers_IsEqual()
    {
        var first = FakeRuns.Run(1, seed: 1, settings: """{"K":5,"Threads":1}""");
        Assert.Equal(RunGroup.Key(first), RunGroup.Key(FakeRuns.Run(2, seed: 2, settings: """{"Threads":2,"K":5}""")));
        Assert.NotEqual(RunGroup.Key(first), RunGroup.Key(FakeRuns.Run(3, settings: """{"K":6,"Threads":1}""")));
    }

    [Fact]
    public void ArchitectureGraph_OfALogLine_DrawsEveryNodeAndEdgeAndSaysThem()
    {
        const string Line = """architecture {"nodes":3,"edges":[{"from":0,"to":1,"operation":"Residual3","weight":0.5},{"from":0,"to":2,"operation":"Skip","weight":0.3},{"from":1,"to":2,"operation":"Dilated3","weight":0.25}]}""";
        var graph = Render<ArchitectureGraph>(parameters => parameters.Add(p => p.Found, FoundArchitecture.Parse(Line)!));

        Assert.Equal(3, graph.FindAll("circle").Count);
        Assert.Equal(3, graph.FindAll("path.edge").Count);
        Assert.Equal(
            ["Input to node 1: residual 3×3, weight 0.5000", "Input to node 2: skip, weight 0.3000", "Node 1 to node 2: dilated 3×3, weight 0.2500"],
            graph.FindAll("li").Select(item => item.TextContent));
        var box = graph.Find("svg").GetAttribute("viewBox")!.Split(' ').Select(part => double.Parse(part, System.Globalization.CultureInfo.InvariantCulture)).ToArray();
        Assert.All(graph.FindAll("svg text"), text => Assert.InRange(double.Parse(text.GetAttribute("y")!, System.Globalization.CultureInfo.InvariantCulture), 0, box[3]));
    }

    [Theory]
    [InlineData("architecture {")]
    [InlineData("""architecture {"nodes":2,"edges":[{"from":1,"to":1,"operation":"Skip","weight":1}]}""")]
    [InlineData("something else")]
    public void FoundArchitecture_OtherLine_IsNone(string line) => Assert.Null(FoundArchitecture.Parse(line));
}
