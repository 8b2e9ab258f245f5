using Hodl.Core.Hypergradients;
using Hodl.Core.Operators;
using Hodl.Core.Solvers;
using Hodl.Core.Tasks;
using Hodl.Core.Tests.Runs;
using Xunit;
using static TorchSharp.torch;

namespace Hodl.Core.Tests.Tasks;

public sealed class RainRemovalTests
{
    private static RainRemovalSettings Small => new()
    {
        K = 2,
        OuterSteps = 3,
        EncoderSteps = 1,
        BatchSize = 1,
        Widths = "4,6",
        Hidden = 4,
        PatchSide = 24,
        CnnChannels = 4,
        CnnLayers = 3,
        RecurrentChannels = 4,
        RecurrentBlocks = 1,
        RecurrentStages = 2,
        TestK = 4,
        ProbeEvery = 1,
        EvaluateEvery = 3,
        CurveEvery = 3,
        CheckpointEvery = 3,
    };

    [Theory]
    [InlineData("shodl")]
    [InlineData("ahodl")]
    [InlineData("unh")]
    [InlineData("cnn")]
    [InlineData("ena")]
    public void Hypergradient_OfEveryMethod_AgreesWithDifferences(string method)
    {
        using var scope = NewDisposeScope();
        using var random = new Generator(1);
        var loss = new MeanSquaredError();
        var unrolled = RainRemovalMethods.Create(method, Small, loss, 2, 1, float64, CPU);
        using var omega = unrolled.Omega;
        var clean = rand([1, 2, 12, 12], dtype: float64, generator: random);
        var batch = new Batch(clean + (rand([1, 1, 12, 12], dtype: float64, generator: random) * 0.5), clean);
        var problem = new LearningProblem { Method = unrolled, Loss = loss, BatchAt = _ => batch, Start = b => RainRemovalMethods.Start(unrolled, b) };
        var check = CentralDifference.Check(problem, new ReverseMode(), batch, 2, random);

        Assert.True(check.RelativeError <= 1e-6, $"relative error {check.RelativeError:E2}");
    }

    [Theory]
    [InlineData("shodl")]
    [InlineData("unh")]
    [InlineData("cnn")]
    [InlineData("ena")]
    public void Run_WithoutData_SaysSoAndReportsEverything(string method)
    {
        var observer = new RecordingObserver();
        new RainRemoval().Run(new() { Spec = new() { Task = "rain-removal", Method = method, Settings = Small }, Observer = observer }, default);

        Assert.Contains("psnr_y", observer.Results.Keys);
        Assert.Contains(observer.Log, line => line.Text.Contains("Rain100L", StringComparison.Ordinal) && line.Text.Contains("synthetic", StringComparison.Ordinal));
        Assert.Equal(9, observer.Images.Count);
        Assert.Equal(method switch { "cnn" => 1, "ena" => 2, _ => 4 }, observer.Curves.Single(curve => curve.Series == "psnr_rgb").Values.Count);
    }
}
