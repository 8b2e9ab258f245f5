using Hodl.Core.Hypergradients;
using Hodl.Core.Runs;
using Hodl.Core.Tasks;
using Hodl.Core.Tests.Runs;
using Xunit;
using static TorchSharp.torch;

namespace Hodl.Core.Tests.Tasks;

public sealed class DiagnosticsTests
{
    [Fact]
    public void JointConvergence_ManyMinimizers_OnlyAhodlApproachesTheSolution()
    {
        var settings = new AffineBilevelSettings { K = 200, OuterSteps = 40, EvaluateEvery = 20 };
        var ahodl = Run(new JointConvergence(), "ahodl", settings);
        var shodl = Run(new JointConvergence(), "shodl", settings);

        Assert.True(ahodl.Results["u_distance"].Value < 0.1 * shodl.Results["u_distance"].Value);
        Assert.True(ahodl.Series("omega_distance")[^1] < 0.1 * ahodl.Series("omega_distance")[0]);
        Assert.True(shodl.Results["u_distance"].Value > 0.5);
    }

    [Fact]
    public void JointConvergence_OneMinimizer_ShodlReachesTheSolution()
    {
        var shodl = Run(new JointConvergence(), "shodl", new AffineBilevelSettings { LowerRows = 6, K = 200, OuterSteps = 100, EvaluateEvery = 50 });

        Assert.True(shodl.Results["u_distance"].Value < 1e-2);
        Assert.True(shodl.Results["omega_distance"].Value < 1e-2);
        Assert.True(shodl.Results["phi_gap"].Value < 1e-4);
    }

    [Theory]
    [InlineData("ahodl")]
    [InlineData("shodl")]
    public void AffineBilevel_Hypergradient_AgreesWithDifferences(string method)
    {
        using var scope = NewDisposeScope();
        using var toy = new AffineBilevel(method, new(), 1, CPU);
        using var random = new Generator(1);
        Assert.True(CentralDifference.Check(toy.Problem, new ReverseMode(), toy.Problem.BatchAt(1), 30, random).RelativeError <= 1e-6);
    }

    [Fact]
    public void NonExpansiveness_WithAndWithoutNormalisation_TellsThemApart()
    {
        var settings = new NonExpansivenessSettings { OuterSteps = 60, EvaluateEvery = 20 };
        var kept = Run(new NonExpansiveness(), "shodl", settings);
        var free = Run(new NonExpansiveness(), "shodl-free", settings);

        foreach (var name in new[] { "expansion_num", "expansion_net", "expansion_composed" })
        {
            Assert.All(kept.Series(name), value => Assert.InRange(value, 0, 1 + 1e-5));
        }

        Assert.True(free.Results["expansion_net"].Value > 1.05, $"{free.Results["expansion_net"].Value}");
    }

    private static RecordingObserver Run(ITask task, string method, TaskSettings settings)
    {
        var observer = new RecordingObserver();
        task.Run(new RunContext { Spec = new() { Task = task.Id, Method = method, Settings = settings }, Observer = observer }, default);
        return observer;
    }
}
