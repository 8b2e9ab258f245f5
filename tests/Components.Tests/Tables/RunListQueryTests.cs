namespace Hodl.Components.Tests.Tables;

public class RunListQueryTests
{
    private static readonly RunRow[] Runs =
    [
        FakeRuns.Run(1, "ahodl", seed: 2), FakeRuns.Run(2, "unh", RunState.Failed), FakeRuns.Run(3, "ahodl", RunState.Running, label: "μ = 0.3"), FakeRuns.Run(12, "ena") with { Name = "wider net" },
    ];

    [Fact]
    public void Apply_NoQuery_NewestFirst() => Assert.Equal([12, 3, 2, 1], Ids(new RunListQuery()));

    [Theory]
    [InlineData("wider", new long[] { 12 })]
    [InlineData("AHODL running", new long[] { 3 })]
    [InlineData("0.3", new long[] { 3 })]
    [InlineData("nothing", new long[] { })]
    public void Apply_Text_EveryWordMustOccur(string text, long[] ids) => Assert.Equal(ids, Ids(new RunListQuery { Text = text }));

    [Fact]
    public void Apply_StateAndMethod_BothHold()
    {
        Assert.Equal([2], Ids(new RunListQuery { State = "failed" }));
        Assert.Equal([3, 1], Ids(new RunListQuery { Method = "ahodl" }));
        Assert.Empty(Ids(new RunListQuery { Method = "unh", State = "running" }));
    }

    [Fact]
    public void Apply_ProjectAndTag_BothHoldAndWordsFindThem()
    {
        RunRow[] runs = [FakeRuns.Run(1) with { Project = "Denoising", Tags = ["final", "figure 3"] }, FakeRuns.Run(2) with { Project = "Denoising", Person = "eve" }, FakeRuns.Run(3)];
        IEnumerable<long> Kept(RunListQuery query) => query.Apply(runs).Where(item => item.Run is not null).Select(item => item.Run!.Id);
        Assert.Equal([2, 1], Kept(new RunListQuery { Project = "denoising" }));
        Assert.Equal([1], Kept(new RunListQuery { Project = "Denoising", Tag = "figure 3" }));
        Assert.Empty(Kept(new RunListQuery { Tag = "figure" }));
        Assert.Equal([2], Kept(new RunListQuery { Text = "denois eve" }));
        Assert.Equal(["Denoising", "No project"], new RunListQuery { Group = "project" }.Apply(runs).Where(item => item.Run is null).Select(item => item.Heading));
    }

    [Fact]
    public void Apply_SortByMissingResult_MissingComesLastBothWays()
    {
        RunRow[] runs = [FakeRuns.Run(1).With("psnr", 20), FakeRuns.Run(2), FakeRuns.Run(3).With("psnr", 30)];
        Assert.Equal([3, 1, 2], new RunListQuery { Sort = "result", Descending = true }.Apply(runs).Select(item => item.Run!.Id));
        Assert.Equal([1, 3, 2], new RunListQuery { Sort = "result", Descending = false }.Apply(runs).Select(item => item.Run!.Id));
    }

    [Fact]
    public void Apply_Grouped_HeadingsWithCounts()
    {
        var items = new RunListQuery { Group = "method" }.Apply(Runs);
        Assert.Equal([("ahodl", 2), ("ena", 1), ("unh", 1)], items.Where(item => item.Run is null).Select(item => (item.Heading, item.Count)));
        Assert.Equal([0, 1, 2, 3], items.Where(item => item.Run is not null).Select(item => item.Index));
    }

    [Fact]
    public void Parse_ItsOwnAddress_ComesBack()
    {
        var query = new RunListQuery { Text = "a&b μ", State = "failed", Method = "unh", Sort = "seed", Descending = false, Group = "task", Dense = true, Project = "Fig. 3 & 4", Tag = "a b", Starred = true, Hidden = ["curve", "time"] };
        var read = RunListQuery.Parse(new Uri("http://x" + query.Address("/runs")).Query);
        Assert.Equal(query.Hidden, read.Hidden);
        Assert.Equal(query with { Hidden = [] }, read with { Hidden = [] });
        Assert.Equal("/runs", new RunListQuery().Address("/runs"));
    }

    [Fact]
    public void SortedBy_SameColumnTwice_TurnsRound()
    {
        var seed = RunColumn.Of("seed");
        var once = new RunListQuery().SortedBy(seed);
        Assert.True(once.Descending);
        Assert.False(once.SortedBy(seed).Descending);
    }

    private static IEnumerable<long> Ids(RunListQuery query) => query.Apply(Runs).Select(item => item.Run!.Id);
}
