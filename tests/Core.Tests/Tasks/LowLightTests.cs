using Hodl.Core.Data;
using Hodl.Core.Hypergradients;
using Hodl.Core.Operators;
using Hodl.Core.Solvers;
using Hodl.Core.Tasks;
using Hodl.Core.Tests.Runs;
using Xunit;
using static TorchSharp.torch;

namespace Hodl.Core.Tests.Tasks;

public sealed class LowLightTests
{
    private static LowLightSettings Small => new()
    {
        K = 2,
        OuterSteps = 4,
        SearchSteps = 2,
        BatchSize = 1,
        Widths = "4,6",
        CellChannels = 3,
        Nodes = 2,
        PatchSide = 32,
        RetinexChannels = 4,
        TestK = 4,
        EvaluateEvery = 2,
        CurveEvery = 4,
        CheckpointEvery = 3,
    };

    [Theory]
    [InlineData("shodl", 2)]
    [InlineData("shodl", 0)]
    [InlineData("ahodl", 0)]
    [InlineData("unh", 0)]
    [InlineData("ena", 0)]
    public void Hypergradient_OfEveryMethod_AgreesWithDifferences(string method, int searchSteps)
    {
        using var scope = NewDisposeScope();
        using var random = new Generator(1);
        var (unrolled, loss) = LowLightMethods.Create(method, Small with { SearchSteps = searchSteps }, 1, float64, CPU);
        using var omega = unrolled.Omega;
        var clean = rand([1, 3, 12, 12], dtype: float64, generator: random);
        var batch = new Batch(cat([clean * 0.2, full([1, 4, 12, 12], -2.2, float64)], 1), clean);
        var problem = new LearningProblem { Method = unrolled, Loss = loss, BatchAt = _ => batch, Start = b => LowLightMethods.Start(method, b, 1) };
        var check = CentralDifference.Check(problem, new ReverseMode(), batch, 2, random);

        Assert.True(check.RelativeError <= 1e-6, $"relative error {check.RelativeError:E2}");
    }

    [Theory]
    [InlineData("shodl", 1)]
    [InlineData("shodl", 20)]
    [InlineData("unh", 1)]
    public void Operator_SmallAndLargeKernels_DoesNotExpand(string method, double factor)
    {
        using var scope = NewDisposeScope();
        using var random = new Generator(4);
        var (unrolled, _) = LowLightMethods.Create(method, Small, 1, float64, CPU);
        using var omega = unrolled.Omega;
        using (no_grad())
        {
            foreach (var (name, parameter) in omega.named_parameters())
            {
                if (!name.EndsWith("_hat", StringComparison.Ordinal))
                {
                    parameter.mul_(factor);
                }
            }
        }

        var y = rand([1, 3, 12, 12], dtype: float64, generator: random) * 0.2;
        var batch = new Batch(cat([y, full([1, 4, 12, 12], -2.2, float64)], 1));
        var d = ((HodlMethod)unrolled).Operator.At(batch);
        Assert.InRange(ExpansionProbe.LargestRatio(d, LowLightMethods.Start(method, batch, 1), random, rounds: 2, ascents: 5), 0.001, 1 + 1e-9);
    }

    [Theory]
    [InlineData("shodl")]
    [InlineData("unh")]
    [InlineData("ena")]
    public void Run_WithoutData_SaysSoAndReportsEverything(string method)
    {
        var observer = Run(method, null);
        Assert.Contains("ssim_rgb", observer.Results.Keys);
        Assert.Contains(observer.Log, line => line.Text.Contains("LOL", StringComparison.Ordinal));
        Assert.Equal(9, observer.Images.Count);
        if (method == "shodl")
        {
            var found = observer.Log.Select(line => FoundArchitecture.Parse(line.Text)).Single(found => found is not null)!;
            Assert.Equal((3, 3), (found.Nodes, found.Edges.Count));
            Assert.All(found.Edges, edge => Assert.InRange(edge.Weight, 1.0 / 7, 1));
        }
    }

    [Fact]
    public void Run_ResumedAfterTheSearch_GoesOnBitForBit()
    {
        var whole = Run("shodl", null);
        var resumed = Run("shodl", whole.Checkpoints.Single(checkpoint => checkpoint.Step == 3));

        Assert.Equal(whole.Series("phi")[^1], resumed.Series("phi").Single());
        Assert.Equal(whole.Checkpoints[^1].State, resumed.Checkpoints[^1].State);
    }

    [Fact]
    public void Run_DamagedPairAndSkip_GoesOnWithoutIt()
    {
        using var folder = new Data.TempFolder();
        foreach (var number in Enumerable.Range(1, 6))
        {
            folder.Flat($"lol-eval15/low/{number}.png", 20, 40, 40);
            folder.Flat($"lol-eval15/high/{number}.png", 120, 40, 40);
        }

        folder.Write("lol-eval15/low/4.png", [1, 2, 3]);
        var spec = new Core.Runs.RunSpec { Task = "low-light", Method = "unh", Settings = Small };
        Assert.Throws<Core.Imaging.ImageFileException>(() => new LowLight().Run(new() { Spec = spec, Observer = new RecordingObserver(), DataRoot = folder.Path }, default));
        var observer = new RecordingObserver();
        new LowLight().Run(new() { Spec = spec with { Settings = Small with { DamagedImages = Core.Data.DamagedFiles.Skip } }, Observer = observer, DataRoot = folder.Path }, default);

        Assert.Contains(observer.Log, line => line.Text.StartsWith("Left out", StringComparison.Ordinal) && line.Text.Contains("4.png", StringComparison.Ordinal));
        Assert.Equal(5, observer.Data.Sum(data => data.Count));
    }

    private static RecordingObserver Run(string method, Core.Runs.RunCheckpoint? resume)
    {
        var observer = new RecordingObserver();
        new LowLight().Run(new() { Spec = new() { Task = "low-light", Method = method, Settings = Small }, Observer = observer, Resume = resume }, default);
        return observer;
    }
}
