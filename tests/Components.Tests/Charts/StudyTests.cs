namespace Hodl.Components.Tests.Charts;

/// <summary>What a method study draws.</summary>
public sealed class StudyTests
{
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
        Assert.Equal(methods.Length, methods.Select(method => ChartLine.Style(methods, method)).Distinct().Count());
    }
}
