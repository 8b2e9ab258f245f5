namespace Hodl.Components.Tests.Charts;

/// <summary>What a method study draws.</summary>
public sealed class StudyTests
{
    [Fact]
    public void Shape_OfLogarithmicValues_PlacesDecadesAtEqualDistances()
    {
        var shape = StudyShape.Of([new("a", "--s1", "", [1, 10, 100], [1, 0.01, 0.0001])], logX: true, logY: true);
        double[] across = [.. shape.Lines[0].Split(' ').Select(point => double.Parse(point.Split(',')[0], System.Globalization.CultureInfo.InvariantCulture))];
        Assert.Equal(across[1] - across[0], across[2] - across[1], 0.11);
        Assert.Equal(StudyShape.Left, across[0], 0.1);
        Assert.InRange(shape.YTicks.Count, 2, 9);
    }

    [Fact]
    public void Shape_OfValuesThatNoLogarithmHas_LeavesThemOut()
    {
        var shape = StudyShape.Of([new("a", "--s1", "", [0, 1, 2, 4], [1, 0, double.NaN, 3]), new("b", "--s2", "", [], [])], logX: true, logY: true);
        Assert.Single(shape.Lines[0].Split(' '));
        Assert.Equal("", shape.Lines[1]);
    }

    [Fact]
    public void Profile_OfTwoProblems_CountsWhoSolvesWithinAFactor()
    {
        var profile = PerformanceProfile.Of(
        [
            ("p", "fast", [1, 10, 20], [1, 0.5, 0]), ("p", "slow", [1, 40, 80], [1, 0.5, 0]),
            ("q", "fast", [1, 10, 20], [1, 0.5, 0.4]), ("q", "slow", [1, 40, 80], [1, 0.5, 0]),
        ]);
        var (fast, slow) = (profile.Single(one => one.Method == "fast"), profile.Single(one => one.Method == "slow"));
        Assert.Equal([0, 0, 0.5, 0.5], fast.Shares); // solves p first, q never
        Assert.Equal([1, 1, 4, 4], slow.Ratios[1..5]);
        Assert.Equal(1, slow.Shares[^1]);
    }

    [Fact]
    public void Style_OfAllUpperMethods_NeverRepeats()
    {
        string[] methods = [.. Core.Search.UpperMethods.All.Select(method => method.Id)];
        Assert.Equal(methods.Length, methods.Select(method => StudyLine.Style(methods, method)).Distinct().Count());
    }
}
