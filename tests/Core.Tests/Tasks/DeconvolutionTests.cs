using Hodl.Core.Data;
using Hodl.Core.Hypergradients;
using Hodl.Core.Imaging;
using Hodl.Core.Operators;
using Hodl.Core.Solvers;
using Hodl.Core.Tasks;
using Hodl.Core.Tests.Runs;
using Hodl.Core.Torch;
using Hodl.Core.Training;
using Xunit;
using Xunit.Abstractions;
using static TorchSharp.torch;

namespace Hodl.Core.Tests.Tasks;

public sealed class DeconvolutionTests(ITestOutputHelper output)
{
    private static DeconvolutionSettings Small => new()
    {
        K = 3,
        OuterSteps = 4,
        BatchSize = 1,
        Levels = 2,
        Widths = "4,6",
        Fold = 2,
        Hidden = 4,
        PatchSide = 32,
        PlugSteps = 3,
        Stages = 2,
        DenoiserSteps = 2,
        TestK = 5,
        EvaluateEvery = 4,
        CurveEvery = 4,
        CheckpointEvery = 4,
        TestData = "",
        TrainData = "",
        KernelData = "",
    };

    [Theory]
    [InlineData("shodl", DeconvolutionNetwork.Anchored)]
    [InlineData("shodl", DeconvolutionNetwork.NonExpansive)]
    [InlineData("ahodl", DeconvolutionNetwork.Anchored)]
    [InlineData("unh", DeconvolutionNetwork.Anchored)]
    [InlineData("tv", DeconvolutionNetwork.Anchored)]
    [InlineData("ena", DeconvolutionNetwork.Anchored)]
    public void Hypergradient_OfEveryMethod_AgreesWithDifferences(string method, DeconvolutionNetwork network)
    {
        using var scope = NewDisposeScope();
        using var random = new Generator(1);
        var methods = Methods(Small with { Network = network, NoiseLevel = 0.03 });
        var loss = new MeanSquaredError();
        var unrolled = methods.Create(method, loss, 1);
        using var omega = unrolled.Omega;
        var clean = rand([1, 2, 16, 16], dtype: float64, generator: random);
        var batch = new Batch(method == "ena" ? cat([clean, full([1, 1, 16, 16], 0.1, float64)], 1) : clean, clean + (randn([1, 2, 16, 16], dtype: float64, generator: random) * 0.1)) { Alone = method == "ena" };
        var problem = new LearningProblem { Method = unrolled, Loss = loss, BatchAt = _ => batch, Start = b => methods.Start(method, b) };
        var check = CentralDifference.Check(problem, new ReverseMode(), batch, 3, random);

        Assert.True(check.RelativeError <= 1e-6, $"relative error {check.RelativeError:E2}");
    }

    [Theory]
    [InlineData("unh", DeconvolutionNetwork.Anchored)]
    [InlineData("shodl", DeconvolutionNetwork.Anchored)]
    [InlineData("shodl", DeconvolutionNetwork.NonExpansive)]
    public void Operator_BeforeAndAfterTraining_DoesNotExpandRandomAndRealPairs(string method, DeconvolutionNetwork network)
    {
        using var scope = NewDisposeScope();
        using var random = new Generator(7);
        var methods = Methods(Small with { Network = network });
        var unrolled = methods.Create(method, new MeanSquaredError(), 1);
        using var omega = unrolled.Omega;
        foreach (var real in new[] { false, true })
        {
            var batch = new Batch(real ? Real() : randn([2, 2, 32, 32], dtype: float64, generator: random));
            Assert.InRange(Ratio(unrolled, batch, random), 0.1, 1 + 1e-9);
        }

        Train(unrolled, new(Real(), Real() * 10.0), rate: 0.05);
        Assert.InRange(Ratio(unrolled, new(Real()), random), 0.1, 1 + 1e-9);
    }

    [Theory]
    [InlineData("shodl")]
    [InlineData("unh")]
    [InlineData("tv")]
    [InlineData("ena")]
    public void Run_WithoutData_GeneratesItAndReportsEverything(string method)
    {
        var observer = Run(method, Small, "");
        Assert.Contains("psnr_rgb", observer.Results.Keys);
        Assert.Equal(9, observer.Images.Count);
        Assert.Equal(method == "ena" ? 3 : 5, observer.Curves.Single(curve => curve.Series == "seconds").Values.Count);
        Assert.Contains(observer.Log, line => line.Text.Contains("Gaussian", StringComparison.Ordinal));
    }

    [SkippableFact]
    public void Run_TotalVariationOnSet3c_ReachesWhatItIsKnownToReach()
    {
        var folder = TestData.Find("set3c");
        // A hundred ADMM steps with the weight that a search over the test images would give are worth 28.8 dB; some training on other images comes close.
        var settings = new DeconvolutionSettings { K = 30, OuterSteps = 12, BatchSize = 2, LearningRate = 0.02, EvaluateEvery = 12, TestK = 100, CurveEvery = 12 };
        var observer = Run("tv", settings, Path.GetDirectoryName(folder)!);
        output.WriteLine($"{observer.Results["psnr_rgb"].Value}");
        Assert.InRange(observer.Curves.Single(curve => curve.Series == "psnr_rgb").Values[^1], 28, 30);
    }

    private static RecordingObserver Run(string method, DeconvolutionSettings settings, string root)
    {
        var observer = new RecordingObserver();
        new Deconvolution().Run(new() { Spec = new() { Task = "deconvolution", Method = method, Settings = settings }, Observer = observer, DataRoot = root }, default);
        return observer;
    }

    private static DeconvolutionMethods Methods(DeconvolutionSettings settings)
    {
        using var random = new Generator(9);
        var kernel = rand([5, 5], dtype: float64, generator: random);
        return new(settings, kernel / kernel.sum(), 2);
    }

    private static double Ratio(IUnrolledMethod method, Batch batch, Generator random) =>
        ExpansionProbe.LargestRatio((Inside(method)).Operator.At(batch), new(batch.Input), random, rounds: 3, ascents: 5);

    private static HodlMethod Inside(IUnrolledMethod method) => (HodlMethod)(method is FreePartFirst first ? first.Method : method);

    // Two channels of a picture with edges, 32×32.
    private static Tensor Real()
    {
        var pictures = PiecewiseSmooth.Generate(2, 32, 5).Images.Select(named => named.Image).ToArray();
        return cat([.. pictures.Select(image => ImageTensor.From(image, float64, CPU))], 1);
    }

    private static void Train(IUnrolledMethod method, Batch batch, double rate)
    {
        var d = (Inside(method)).Operator;
        TorchSharp.Modules.Parameter[] omega = [.. d.parameters()];
        using var update = new AdamUpdate(omega, [.. omega.Select(_ => 1.0)]);
        for (var t = 1; t <= 10; t++)
        {
            using var scope = NewDisposeScope();
            var loss = (d.At(batch).Apply(new(batch.Input))[0] - batch.Target!).square().mean();
            update.Step([.. Autograd.Grad([loss], omega, allowUnused: true)], rate);
        }
    }
}
