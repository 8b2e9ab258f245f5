using Hodl.Core.Tasks;
using Hodl.Core.Tests.Solvers;
using Xunit;

namespace Hodl.Core.Tests.Tasks;

public sealed class RegularizedSparseCodingTests
{
    private static RegularizedSparseCodingSettings Small => SmallProblem.Settings with
    {
        Rows = 60,
        Columns = 30,
        K = 12,
        OuterSteps = 250,
        BatchSize = 64,
        TrainItems = 2000,
        TestItems = 300,
        EvaluateEvery = 250,
        CurveEvery = 250,
        CheckpointEvery = 250,
        LearningRate = 2e-3,
        TestIterations = 100,
    };

    [Fact]
    public void Run_HodlAgainstUnh_IsFarBetterAndKeepsConvergingPastK()
    {
        var hodl = SmallProblem.Run("shodl", Small).Results;
        var unh = SmallProblem.Run("unh", Small).Results;
        var ena = SmallProblem.Run("ena", Small);

        Assert.True(hodl["test_nmse_db"].Value < unh["test_nmse_db"].Value - 2, $"{hodl["test_nmse_db"].Value} {unh["test_nmse_db"].Value}");
        Assert.True(hodl["test_relative_step_at_end"].Value < 1e-3 * hodl["test_relative_step_at_k"].Value);
        Assert.InRange(hodl["expansion_ratio"].Value, 0, 1 + 1e-9);
        Assert.InRange(hodl["hypergradient_check_relative"].Value, 0, 1e-6);
        Assert.False(ena.Results.ContainsKey("test_relative_step_at_end"));
        Assert.Contains(ena.Log, line => line.Text.Contains("no layer beyond K"));
    }

    [Fact]
    public void Draw_OneSeed_GivesOneHash()
    {
        var first = SmallProblem.Run("unh", SmallProblem.Settings).Data;
        var second = SmallProblem.Run("ena", SmallProblem.Settings).Data;
        Assert.Equal(first, second);
        Assert.Matches("^[0-9a-f]{64}$", first[0].Sha256);
    }
}
