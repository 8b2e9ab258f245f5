using Hodl.Core.Data;
using Hodl.Core.Hypergradients;
using Hodl.Core.Imaging;
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
    [InlineData(false)]
    [InlineData(true)]
    public void Patches_MixedOrNot_RainFallsAsItFellOnWholeScenes(bool mix)
    {
        using var scope = NewDisposeScope();

        // Rows darken downwards by a slope of the scene's own; streaks brighten downwards in every second column, as strong as the pair's number.
        PairedImage Pair(int number)
        {
            var clean = new float[40 * 40 * 3];
            var rainy = new float[clean.Length];
            for (var i = 0; i < clean.Length; i++)
            {
                var (row, column) = (i / 120, i / 3 % 40);
                clean[i] = 0.5f - (row * 0.005f * number);
                rainy[i] = clean[i] + (column % 2 == 0 ? 0.1f * number : 0);
            }

            return new($"{number}", new Image(40, 40, 3, rainy), new Image(40, 40, 3, clean));
        }

        var pairs = Enumerable.Range(1, 3).Select(Pair).ToList();
        var patches = new RainPatches(pairs, Small with { BatchSize = 64, MixRain = mix }, 1);

        var batch = patches.At(2, float64, CPU);

        Assert.True(batch.Input.equal(patches.At(2, float64, CPU).Input).all().item<bool>());
        var slopes = (batch.Target!.select(2, 0) - batch.Target.select(2, 10)).select(1, 0).select(1, 0) / 0.05;
        var rain = (batch.Input - batch.Target).amax([1, 2, 3]) / 0.1;
        Assert.True((batch.Target.diff(1, 3).abs() < 1e-6).all().item<bool>());  // nothing was turned
        var met = Enumerable.Range(0, 64).Select(i => (Math.Round(slopes[i].item<double>()), Math.Round(rain[i].item<double>()))).Distinct().ToList();
        Assert.Equal(mix ? 9 : 3, met.Count);
        Assert.All(met, pair => Assert.True(mix || pair.Item1 == pair.Item2));
    }

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
