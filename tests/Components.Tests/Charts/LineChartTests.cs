using System.Text.Json;

namespace Hodl.Components.Tests.Charts;

public sealed class LineChartTests : ComponentTest
{
    private readonly BunitJSModuleInterop module;

    public LineChartTests() => (module = JSInterop.SetupModule("/js/lines.js")).Mode = JSRuntimeMode.Loose;

    [Fact]
    public void Lines_SeedsOfALabel_MeanStandardDeviationAndCount()
    {
        RunRow[] runs = [.. new[] { (1L, "μ = 0", 1.0), (2L, "μ = 0", 3.0), (3L, "μ = 0.5", 5.0) }.Select(cell =>
            FakeRuns.Run(cell.Item1, seed: cell.Item1, label: cell.Item2).With("psnr", cell.Item3))];
        var line = Sweep.Lines(runs, "psnr").Single();
        Assert.Equal(["μ = 0", "μ = 0.5"], line.X);
        Assert.Equal([2, 5], line.Y);
        Assert.Equal([Math.Sqrt(2), 0], line.Error);
        Assert.Equal(["± 1.414, n = 2", "n = 1"], line.Hover);
    }

    [Fact]
    public void Lines_NoResult_AreNone() => Assert.Empty(Sweep.Lines([FakeRuns.Run(1, label: "a")], "psnr"));

    [Fact]
    public void SweepChart_Labels_AreTheAxisInTheOrderOfTheRuns()
    {
        RunRow[] runs = [FakeRuns.Run(1, label: "b").With("psnr", 1), FakeRuns.Run(2, label: "a").With("psnr", 2)];
        Render<SweepChart>(parameters => parameters.Add(p => p.Runs, runs).Add(p => p.Metric, "psnr").Add(p => p.Title, "PSNR"));
        Assert.Equal("""["b","a"]""", Sent().GetProperty("Categories").GetRawText());
    }

    [Fact]
    public void LineChart_ButtonOfTheLegend_TakesTheLineOutAndBack()
    {
        var chart = Show(new ChartLine("a", "--s1", "", [1, 2], [1, 2]), new ChartLine("b", "--s2", "6 3", [1, 2], [3, 4]));
        Assert.Equal(["a", "b"], Names());
        chart.FindAll(".legend button")[0].Click();
        Assert.Equal(["b"], Names());
        Assert.Equal("false", chart.FindAll(".legend button")[0].GetAttribute("aria-pressed"));
        chart.FindAll(".legend button")[0].Click();
        Assert.Equal(["a", "b"], Names());
        IEnumerable<string?> Names() => Sent().GetProperty("Lines").EnumerateArray().Select(line => line.GetProperty("Name").GetString());
    }

    [Fact]
    public void LineChart_ValueThatIsNotFinite_GoesAsItsName()
    {
        var chart = Show(new ChartLine("a", "--s1", "", [1, 2, 3], [1, double.NaN, double.NegativeInfinity]));
        Assert.Equal("""[1,"NaN","-Infinity"]""", Sent().GetProperty("Lines")[0].GetProperty("Y").GetRawText());
        Assert.Equal("ε against calls. a ends at −∞", chart.Find(".plot").GetAttribute("aria-label"));
    }

    private IRenderedComponent<LineChart> Show(params ChartLine[] lines) => Render<LineChart>(parameters => parameters
        .Add(p => p.Lines, lines).Add(p => p.Title, "ε").Add(p => p.XTitle, "calls").Add(p => p.LogY, true));

    // What the script was last told.
    private JsonElement Sent() => JsonSerializer.SerializeToElement(
        module.Invocations.Last(call => call.Identifier is "lines").Arguments[^1]);
}
