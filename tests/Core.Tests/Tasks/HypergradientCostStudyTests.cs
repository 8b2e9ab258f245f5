using Hodl.Core.Tasks;
using Hodl.Core.Tests.Runs;
using Hodl.Core.Tests.Torch;
using Xunit;

namespace Hodl.Core.Tests.Tasks;

/// <summary>What the cost study measures is what theory says.</summary>
[Collection(NativeMemoryGroup.Name)]
public sealed class HypergradientCostStudyTests
{
    [Theory]
    [InlineData("rhg", 6, 25, 1e-8)]
    [InlineData("trhg", 0.7, 1.5, 1e-1)]
    [InlineData("cg", 0.7, 1.5, 1e-8)]
    [InlineData("ns", 0.7, 1.5, 1e-4)]
    [InlineData("forward", 0.7, 1.5, 1e-8)]
    public void Run_KFrom10To200_MemoryGrowsAsTheorySaysAndTheErrorFalls(string method, double least, double most, double error)
    {
        var observer = new RecordingObserver();
        var settings = new HypergradientCostSettings { MostSteps = 200, Repetitions = 1, Features = 20 };
        new HypergradientCostStudy().Run(new() { Spec = new() { Task = "hypergradient-cost", Method = method, Settings = settings }, Observer = observer }, default);

        Assert.InRange(observer.Results["memory_growth"].Value, least, most);
        Assert.InRange(observer.Results["relative_error_at_end"].Value, 0, error);
        Assert.Equal([10L, 20, 50, 100, 200], observer.Metrics.Where(point => point.Series == "peak_mib").Select(point => point.Step));
        Assert.True(observer.Series("relative_error")[0] >= observer.Series("relative_error")[^1]);
    }
}
