using Hodl.Core.Imaging;
using Hodl.Core.Runs;
using Hodl.Core.Tasks;
using Hodl.Core.Tests.Runs;
using Hodl.Core.Training;
using Xunit;
using static TorchSharp.torch;

namespace Hodl.Core.Tests.Tasks;

/// <summary>What the three vision tasks share: models that restore images of any size, validation, expansion after training.</summary>
public sealed class VisionModelTests
{
    private static readonly DeconvolutionSettings Blur = new()
    {
        K = 2,
        OuterSteps = 3,
        Stages = 2,
        DenoiserSteps = 1,
        BatchSize = 1,
        Levels = 2,
        Widths = "4,6",
        Hidden = 4,
        PatchSide = 32,
        PlugSteps = 2,
        TestK = 2,
        EvaluateEvery = 2,
        CurveEvery = 3,
        CheckpointEvery = 3,
        ValidationImages = 2,
        TestData = "",
        TrainData = "",
        KernelData = "",
    };

    private static readonly RainRemovalSettings Rain = new()
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
        TestK = 2,
        EvaluateEvery = 2,
        CurveEvery = 3,
        CheckpointEvery = 3,
        ValidationImages = 2,
    };

    private static readonly LowLightSettings Dark = new()
    {
        K = 2,
        OuterSteps = 3,
        SearchSteps = 2,
        BatchSize = 1,
        Widths = "4,6",
        CellChannels = 3,
        Nodes = 2,
        PatchSide = 32,
        RetinexChannels = 4,
        TestK = 2,
        EvaluateEvery = 2,
        CurveEvery = 3,
        CheckpointEvery = 3,
        ValidationImages = 2,
    };

    public static TheoryData<string, string> Everything()
    {
        var data = new TheoryData<string, string>();
        foreach (var task in new ITask[] { new Deconvolution(), new RainRemoval(), new LowLight() })
        {
            foreach (var method in task.Methods)
            {
                data.Add(task.Id, method.Id);
            }
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Everything))]
    public void Restore_TrainedModelOnAnImageOfAnySize_ChangesItAndKeepsItsSize(string task, string method)
    {
        var (found, settings) = Of(task);
        var observer = new RecordingObserver();
        var spec = new RunSpec { Task = task, Method = method, Settings = settings };
        found.Run(new() { Spec = spec, Observer = observer }, default);
        var input = new Image(41, 53, 1, [.. Enumerable.Range(0, 41 * 53).Select(i => 0.2f + (0.6f * ((i * 31 % 97) / 97f)))]);
        var output = found.Restore(TrainedModel.Of(spec, observer.Checkpoints[^1]), input, default);

        Assert.Equal((41, 53, 3), (output.Height, output.Width, output.Channels));
        Assert.All(output.Pixels, value => Assert.InRange(value, 0, 1));
        Assert.Contains(Enumerable.Range(0, input.Pixels.Length), i => Math.Abs(output.Pixels[3 * i] - input.Pixels[i]) > 1e-4);
        Assert.Equal(2, observer.Series("psnr_rgb_validation").Length - 1);  // at 0, 2 and 3
        Assert.Contains(observer.Log, line => line.Text.StartsWith("The ω that counts is that of step", StringComparison.Ordinal));
        if (method is "shodl" or "ahodl" or "unh")
        {
            Assert.InRange(observer.Results["expansion_ratio"].Value, 0.1, 1 + 1e-9);
        }
    }

    [Fact]
    public void Restore_ManyTiles_IsTheWholeImageAtOnce()
    {
        // A network that looks 3 pixels far, so that margins hide every seam.
        var settings = Rain with { ValidationImages = 0 };
        var spec = new RunSpec { Task = "rain-removal", Method = "cnn", Settings = settings };
        var observer = new RecordingObserver();
        var task = new RainRemoval();
        task.Run(new() { Spec = spec, Observer = observer }, default);
        var model = TrainedModel.Of(spec, observer.Checkpoints[^1]);
        var input = new Image(70, 100, 3, [.. Enumerable.Range(0, 70 * 100 * 3).Select(i => (i * 57 % 101) / 101f)]);
        using var scope = NewDisposeScope();
        var unrolled = RainRemovalMethods.Create("cnn", settings, new Core.Solvers.MeanSquaredError(), 3, 1, float32, CPU);
        using var omega = unrolled.Omega;
        model.CopyTo(omega);
        Image Apply(Image tile, CancellationToken token)
        {
            using var ungraded = no_grad();
            var batch = new Core.Data.Batch(ImageTensor.From(tile, float32, CPU));
            return ImageTensor.ToImage(Core.Solvers.InnerLoop.Run(unrolled.Test(batch), RainRemovalMethods.Start(unrolled, batch), 1, token: token).U[0]);
        }

        var (tiles, whole) = (Tiles.Restore(input, Apply, default, side: 32), Tiles.Restore(input, Apply, default));
        Assert.Equal(12, Count(input, 32));
        Assert.True(tiles.Pixels.Zip(whole.Pixels).Max(pair => Math.Abs(pair.First - pair.Second)) < 1e-5);

        static int Count(Image image, int side)
        {
            var count = 0;
            Tiles.Restore(image, (tile, _) => { count++; return tile; }, default, side);
            return count;
        }
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(5, 200)]
    [InlineData(64, 65)]
    public void Restore_Identity_IsTheImage(int height, int width)
    {
        var input = new Image(height, width, 3, [.. Enumerable.Range(0, height * width * 3).Select(i => (float)i)]);
        Assert.Equal(input.Pixels, Tiles.Restore(input, (tile, _) => tile, default, side: 64).Pixels);
    }

    [Theory]
    [MemberData(nameof(Everything))]
    public void Refuse_MixedPrecisionOnTheCpu_SaysWhatIsAllowed(string task, string method)
    {
        var (found, settings) = Of(task);
        Assert.Null(found.Refuse(method, settings));
        var reason = found.Refuse(method, settings switch
        {
            DeconvolutionSettings own => own with { Precision = Precision.Mixed },
            RainRemovalSettings own => own with { Precision = Precision.Mixed },
            LowLightSettings own => own with { Precision = Precision.Mixed },
            _ => settings,
        });
        Assert.Equal("Precision Mixed needs a CUDA device; Device is cpu. Allowed on the CPU: Full.", reason);
    }

    private static (IRestores Task, TaskSettings Settings) Of(string task) => task switch
    {
        "deconvolution" => (new Deconvolution(), Blur),
        "rain-removal" => (new RainRemoval(), Rain),
        _ => (new LowLight(), Dark),
    };
}
