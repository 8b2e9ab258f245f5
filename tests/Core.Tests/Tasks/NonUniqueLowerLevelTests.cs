using Hodl.Core.Runs;
using Hodl.Core.Tasks;
using Hodl.Core.Tests.Runs;
using Xunit;

namespace Hodl.Core.Tests.Tasks;

public sealed class NonUniqueLowerLevelTests
{
    [Fact]
    public void Run_Ahodl_ReachesTheSolution()
    {
        var observer = Run("ahodl", new());

        Assert.True(observer.Results["solution_distance"].Value < 1e-2, $"{observer.Results["solution_distance"].Value}");
        Assert.InRange(observer.Results["x"].Value, 0.99, 1.01);
        Assert.InRange(observer.Results["y1"].Value, 0.99, 1.01);
        Assert.InRange(observer.Results["y2"].Value, 0.99, 1.01);
    }

    [Fact]
    public void Run_Shodl_StaysWhereTheLowerLevelStarts()
    {
        var observer = Run("shodl", new());

        Assert.Equal(2, observer.Results["y2"].Value);
        Assert.Equal(1.5, observer.Results["x"].Value, 6);  // (1 + y₂)/2
        Assert.True(observer.Results["solution_distance"].Value > 1);
    }

    private static RecordingObserver Run(string method, NonUniqueLowerLevelSettings settings)
    {
        var observer = new RecordingObserver();
        var spec = new RunSpec { Task = "non-unique-lower-level", Method = method, Settings = settings };
        new NonUniqueLowerLevel().Run(new RunContext { Spec = spec, Observer = observer }, CancellationToken.None);
        return observer;
    }
}
