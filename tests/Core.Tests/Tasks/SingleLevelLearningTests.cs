using Hodl.Core.Runs;
using Hodl.Core.Tasks;
using Hodl.Core.Tests.Runs;
using Xunit;
using static TorchSharp.torch;

namespace Hodl.Core.Tests.Tasks;

/// <summary>Single-level filter learning on small settings, on drawn pictures.</summary>
public sealed class SingleLevelLearningTests
{
    private static readonly SingleLevelLearningSettings Small = new()
    {
        Source = PatchSource.Generated,
        TestSide = 48,
        Patches = 2,
        PatchSide = 32,
        FilterSide = 3,
        Sparsity = 2,
        OuterSteps = 20,
        EvaluateEvery = 20,
        CheckpointEvery = 10,
        Signals = 400,
        TestK = 30,
        LearningRate = 0.01,
        ExpertsBatch = 20,
    };

    [Theory]
    [InlineData("transform")]
    [InlineData("caol")]
    [InlineData("aol")]
    [InlineData("foe")]
    [InlineData("dct")]
    [InlineData("ift")]
    public void Run_EveryMethod_DenoisesWithZeroMeanFilters(string method)
    {
        var observer = Run(method, Small);

        Assert.True(observer.Results["snr_db"].Value > observer.Results["snr_noisy_db"].Value + 3, $"{observer.Results["snr_noisy_db"].Value} to {observer.Results["snr_db"].Value}");
        Assert.Contains(observer.Images, image => image.Role == "filters" && image.Step == (method == "dct" ? 1 : 20));
        if (method is "transform" or "caol")
        {
            var objective = observer.Series("objective");
            Assert.Equal(20, objective.Length);
            Assert.All(objective.Zip(objective.Skip(1)), pair => Assert.True(pair.Second <= pair.First * (1 + 1e-9)));
        }
    }

    [Theory]
    [InlineData("aol")]
    [InlineData("foe")]
    public void Run_Resumed_GoesOnBitForBit(string method)
    {
        var whole = Run(method, Small);
        var rest = Run(method, Small, whole.Checkpoints.First(checkpoint => checkpoint.Step == 10));

        Assert.Equal(whole.Series("objective")[10..], rest.Series("objective"));
        Assert.Equal(whole.Results["snr_db"].Value, rest.Results["snr_db"].Value);
    }

    [Fact]
    public void Refuse_TooManyEntriesOrTooFewSignals_NamesTheNumbers()
    {
        var task = new SingleLevelLearning();
        Assert.Contains("8", task.Refuse("transform", Small with { Sparsity = 8 }), StringComparison.Ordinal);
        Assert.Contains("120", task.Refuse("aol", Small with { FilterSide = 11, Signals = 100 }), StringComparison.Ordinal);
    }

    private static RecordingObserver Run(string method, SingleLevelLearningSettings settings, RunCheckpoint? resume = null)
    {
        using var scope = NewDisposeScope();
        var observer = new RecordingObserver();
        new SingleLevelLearning().Run(new() { Spec = new() { Task = "single-level-learning", Method = method, Settings = settings }, Observer = observer, Resume = resume }, default);
        return observer;
    }
}
