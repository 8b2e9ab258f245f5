using Hodl.Core.Data;
using Hodl.Core.Hypergradients;
using Hodl.Core.Imaging;
using Hodl.Core.Runs;
using Hodl.Core.Solvers;
using Hodl.Core.Tasks;
using Hodl.Core.Tests.Data;
using Hodl.Core.Tests.Runs;
using Xunit;
using static TorchSharp.torch;

namespace Hodl.Core.Tests.Tasks;

public sealed class ConstrainedSparseCodingTests
{
    private static readonly ConstrainedSparseCodingSettings Small = new()
    {
        K = 3,
        OuterSteps = 4,
        BatchSize = 4,
        Hidden = 12,
        TestSide = 32,
        TestK = 6,
        TrainPatches = 200,
        EvaluateEvery = 2,
        CheckpointEvery = 1,
        CurveEvery = 2,
    };

    public static TheoryData<string, CodingLoss, BaseMethod, bool> Hypergradients => new()
    {
        { "shodl", CodingLoss.Supervised, BaseMethod.Alm, false },
        { "shodl", CodingLoss.Unsupervised, BaseMethod.Alm, true },
        { "ahodl", CodingLoss.Supervised, BaseMethod.Alm, true },
        { "ahodl", CodingLoss.Unsupervised, BaseMethod.Alm, false },
        { "unh", CodingLoss.Supervised, BaseMethod.Alm, false },
        { "unh", CodingLoss.Supervised, BaseMethod.Admm, false },
        { "ena", CodingLoss.Supervised, BaseMethod.Alm, false },
        { "ena", CodingLoss.Unsupervised, BaseMethod.Admm, false },
    };

    [Theory]
    [MemberData(nameof(Hypergradients))]
    public void Hypergradient_MatchesCentralDifferences(string method, CodingLoss loss, BaseMethod @base, bool multiplierOnly)
    {
        using var scope = NewDisposeScope();
        // β = 0.8: at β = 1 and u^0 = 0 a white pixel sits on the kink of the first threshold, |τ_n β b| = τ_n.
        var settings = Small with { Loss = loss, Base = @base, MultiplierOnly = multiplierOnly, Mu = 0.4, Beta = 0.8 };
        var q = tensor(CosineAtoms.Overcomplete(16, 17), [256, 289]);
        var coding = ConstrainedSparseCodingMethods.Create(method, settings, q, seed: 3);
        var batch = new NoisyPatches([Luma.Gray(PiecewiseSmooth.Generate(1, 64, 4).Images[0].Image)], 200, 16, 0.1, 7).At(1, 4, float64, CPU);
        var problem = new LearningProblem
        {
            Method = coding.Method,
            Loss = coding.Loss,
            BatchAt = _ => batch,
            Start = coding.Start,
        };
        Enlarge(problem);
        coding.Method.Settle();

        var omega = problem.Learned();
        var direction = omega.Select((parameter, i) => Direction(parameter, (ulong)i)).ToArray();
        using var gradient = new ReverseMode().Compute(problem, batch, settings.K, null, CancellationToken.None);
        var derivative = gradient.Gradients.Select((g, i) => g is null ? 0 : (g * direction[i]).sum().item<double>()).Sum();

        const double h = 1e-6;
        var difference = (Phi(problem, batch, settings.K, direction, h) - Phi(problem, batch, settings.K, direction, -h)) / (2 * h);
        Assert.True(Math.Abs(derivative - difference) <= 1e-6 * Math.Abs(difference), $"{derivative} against {difference}");
        Assert.NotEqual(0, derivative);
    }

    [Theory]
    [InlineData("shodl")]
    [InlineData("ahodl")]
    [InlineData("unh")]
    [InlineData("ena")]
    public void Run_ResumedFromACheckpoint_GoesOnBitForBit(string method)
    {
        var whole = Run(method, Small);
        var resumed = Run(method, Small, whole.Checkpoints.First(checkpoint => checkpoint.Step == 2));

        Assert.Equal(whole.Series("phi")[2..], resumed.Series("phi"));
        Assert.Equal(whole.Checkpoints[^1].State, resumed.Checkpoints[^1].State);
        Assert.Equal(whole.Results["psnr_gray"], resumed.Results["psnr_gray"]);
    }

    [Theory]
    [InlineData("shodl", false)]
    [InlineData("shodl", true)]
    [InlineData("unh", false)]
    public void Run_Trained_HasAnOperatorThatDoesNotExpand(string method, bool multiplierOnly)
    {
        // Rates far above the presets' and a D_net that starts at its bound, so that training leans against every constraint.
        var settings = Small with
        {
            K = 5,
            OuterSteps = 40,
            BatchSize = 16,
            Hidden = 32,
            MultiplierOnly = multiplierOnly,
            Conditioned = !multiplierOnly,
            LearningRate = 0.01,
            MatrixRate = 1,
            RunIn = 5,
            EvaluateEvery = 40,
            CheckpointEvery = 40,
            ValidationPatches = 64,
        };
        var observer = Run(method, settings);

        // Real pairs and worst directions, in float64 with the trained ω; rounding of ω itself is that of float32.
        Assert.InRange(observer.Results["expansion_ratio"].Value, 0.5, 1 + 1e-6);
        Assert.True(observer.Series("psnr_gray_validation")[^1] > observer.Series("psnr_gray_validation")[0] + 1, "Training has moved ω.");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Run_FromLargeWeights_ExpandsOnlyWithoutTheConstraint(bool nonExpansive)
    {
        var settings = Small with { OuterSteps = 10, BatchSize = 16, Hidden = 64, NetworkScale = 3, NonExpansive = nonExpansive, EvaluateEvery = 10, CheckpointEvery = 10, ValidationPatches = 64 };
        var ratio = Run("shodl", settings).Results["expansion_ratio"].Value;

        Assert.Equal(nonExpansive, ratio <= 1 + 1e-6);
    }

    [Fact]
    public void Run_WithoutImages_SaysSoAndReportsEveryMetric()
    {
        var observer = Run("shodl", Small);

        Assert.Equal(2, observer.Log.Count(line => line.Severity == LogSeverity.Warning && line.Text.Contains("generated", StringComparison.Ordinal)));
        Assert.Equal(["test", "train"], observer.Data.Select(data => data.Role).Order());
        Assert.True(observer.Results["psnr_gray"].Value > 15);
        Assert.Equal(4, observer.Results["psnr_gray"].Count);
        Assert.Contains("psnr_gray_beyond", observer.Results.Keys);
        // Four pictures: input, reference, outputs at steps 0, 2, 4; two of them at five inner iterations too.
        Assert.Equal((4 * 5) + (2 * 5), observer.Images.Count);
        Assert.Contains(observer.Curves, curve => curve is { Series: "relative_step", Phase: "test", Values.Count: 6 });
    }

    [Theory]
    [InlineData("shodl")]
    [InlineData("ena")]
    public void Run_WithALearnedDictionary_Finishes(string method)
    {
        var observer = Run(method, Small with { Dictionary = AtomSource.Learned, Loss = CodingLoss.Unsupervised, TrainPatches = 600 });

        Assert.Equal((4, 4), observer.Progress);
        Assert.True(observer.Results["psnr_gray"].Value > 10);
    }

    [Fact]
    public void Run_Ena_DoesNotPretendToRunPastK()
    {
        var observer = Run("ena", Small);

        Assert.DoesNotContain("psnr_gray_beyond", observer.Results.Keys);
        Assert.All(observer.Curves.Where(curve => curve.Phase == "test"), curve => Assert.Equal(Small.K, curve.Values.Count));
    }

    [Fact]
    public void Refuse_HodlOnAdmm_SaysWhy()
    {
        var task = new ConstrainedSparseCoding();

        Assert.NotNull(task.Refuse("shodl", Small with { Base = BaseMethod.Admm }));
        Assert.Null(task.Refuse("ena", Small with { Base = BaseMethod.Admm }));
    }

    [Fact]
    public void Run_DamagedTestImage_RefusedByNameOrSkippedBySetting()
    {
        using var folder = new TempFolder();
        folder.Flat("train/a.png", 90, 32, 32);
        folder.Flat("own/a.png", 90, 32, 32);
        folder.Write("own/b.png", "no picture"u8.ToArray());
        var settings = Small with { TrainData = "train", TestData = "own" };

        var error = Assert.Throws<ImageFileException>(() => Run("plain-alm", settings, data: folder.Path));
        Assert.EndsWith("b.png", error.File, StringComparison.Ordinal);

        var observer = Run("plain-alm", settings with { DamagedImages = DamagedFiles.Skip }, data: folder.Path);
        Assert.Equal(1, observer.Results["psnr_gray"].Count);
        Assert.Contains(observer.Log, line => line.Text.Contains("b.png", StringComparison.Ordinal));
    }

    private static RecordingObserver Run(string method, ConstrainedSparseCodingSettings settings, RunCheckpoint? resume = null, string data = "")
    {
        var observer = new RecordingObserver();
        var spec = new RunSpec { Task = "constrained-sparse-coding", Method = method, Settings = settings };
        new ConstrainedSparseCoding().Run(new RunContext { Spec = spec, Observer = observer, Resume = resume, DataRoot = data }, CancellationToken.None);
        return observer;
    }

    /// <summary>Moves D_net's W out of the unit ball, so that its normalisation is active.</summary>
    private static void Enlarge(LearningProblem problem)
    {
        using var ungraded = no_grad();
        foreach (var (_, parameter) in problem.Method.Omega.named_parameters().Where(pair => pair.Item1 == "net.weight0"))
        {
            parameter.mul_(20);
        }
    }

    private static Tensor Direction(Tensor parameter, ulong seed)
    {
        using var random = new Generator(seed + 150);
        return randn(parameter.shape, dtype: float64, generator: random) * 0.1;
    }

    private static double Phi(LearningProblem problem, Batch batch, int k, Tensor[] direction, double step)
    {
        var omega = problem.Learned();
        Move(step);
        using var gradient = new ReverseMode().Compute(problem, batch, k, null, CancellationToken.None);
        Move(-step);
        return gradient.Phi;

        void Move(double by)
        {
            using var ungraded = no_grad();
            for (var i = 0; i < omega.Count; i++)
            {
                omega[i].add_(direction[i], by);
            }

            problem.Method.Settle();
        }
    }
}
