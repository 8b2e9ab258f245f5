using Hodl.Core.Hypergradients;
using Hodl.Core.Operators;
using Hodl.Core.Runs;
using Hodl.Core.Solvers;
using Hodl.Core.Tasks;
using Hodl.Core.Tests.Runs;
using Hodl.Core.Tests.Solvers;
using Xunit;
using Xunit.Abstractions;
using static TorchSharp.torch;

namespace Hodl.Core.Tests.Hypergradients;

/// <summary>Certificates pass where the hypergradient is right, fail where it is not, and name the cause.</summary>
public sealed class CertifierTests(ITestOutputHelper output)
{
    private static readonly CertificateOptions Options = new();

    public static TheoryData<string, string> Everything()
    {
        var data = new TheoryData<string, string>();
        foreach (var task in TaskCatalog.All.Where(task => task is ICertifiable and not (HyperCleaning or FewShot or GanModes or CameramanFilters))) // these have tests of their own
        {
            foreach (var method in task.Methods.Where(method => !Elsewhere(task, method.Id)))
            {
                data.Add(task.Id, method.Id);
            }
        }

        return data;
    }

    // Slow ones: the dictionary has a test of its own, the others' formulas are certified on other tasks.
    private static bool Elsewhere(ITask task, string method) =>
        (task is CtReconstruction && (method is "dictionary" or "jacobian-free")) || (task is MriTvWeight && (method is "hoag" or "ba" or "ba-accelerated" or "aid-bio"));

    [Theory]
    [MemberData(nameof(Everything))]
    public void Of_EveryTaskAndMethodAtItsStart_Passes(string task, string method)
    {
        var found = TaskCatalog.Find(task)!;
        var context = new RunContext
        {
            Spec = new() { Task = task, Method = method, Settings = Small(found) },
            Observer = new RecordingObserver(),
        };
        var certificate = Certifier.Of(found, context, null, Options, default);
        output.WriteLine($"{task} {method}: {certificate}");
        Assert.DoesNotContain(certificate.Comparisons, other => other.LinearResidual <= certificate.Threshold && other.Note.Contains("not solved", StringComparison.Ordinal));

        if (method is "penalty" or "kkt-newton" or "bsa" or "stocbio" or "ttsa" or "stable" or "plain-alm" or "grid" or "random" or "bayes" or "cma-es" or "trust-region" or "single-level" or "bregman" or "aol" or "transform" or "caol" or "foe" or "dct" or "fbp")
        {
            Assert.Contains("learns nothing", certificate.Reason);
            return;
        }

        if (method is "truncated" or "jacobian-free" || (found is HypergradientCostStudy && method is "trhg" or "one-step"))
        {
            Assert.Equal(CertificateVerdict.Failed, certificate.Verdict);
            Assert.Contains("own approximation is the cause", certificate.Reason);
            return;
        }

        Assert.True(certificate.Verdict == CertificateVerdict.Passed, certificate.Reason);
        Assert.True(certificate.RelativeError <= 1e-5);
        Assert.True(certificate.Uncertainty <= 1e-4);
        Assert.True(certificate.Cosine > 1 - 1e-9);
        Assert.Equal(["central differences", "forward mode"], certificate.Comparisons.Take(2).Select(comparison => comparison.Method));
    }

    [Fact]
    public void Run_CertifyEvery_CertificatesOfTheTrainedOmegaAndTheSameTraining()
    {
        var plain = SmallProblem.Run("shodl", SmallProblem.Settings);
        var certified = SmallProblem.Run("shodl", SmallProblem.Settings with { CertifyEvery = 5 });

        Assert.Equal([5L, 10L], certified.Certificates.Select(certificate => certificate.Step));
        Assert.All(certified.Certificates, certificate => Assert.True(certificate.Verdict == CertificateVerdict.Passed, certificate.Reason));
        Assert.NotEqual(certified.Certificates[0].GradientNorm, certified.Certificates[1].GradientNorm);
        Assert.Equal(plain.Series("phi"), certified.Series("phi"));
        Assert.Empty(plain.Certificates);
    }

    [Fact]
    public void At_WrongGradientInOneSmallTensor_Fails()
    {
        using var scope = NewDisposeScope();
        var problem = SmallProblem.Create("shodl", SmallProblem.Settings, float64);
        var certificate = new Certifier(new(problem, 6) { Way = new Spoiled() }, Options).At(0, default);

        Assert.Equal(CertificateVerdict.Failed, certificate.Verdict);
        Assert.Contains("the gradient is wrong", certificate.Reason);
    }

    [Theory]
    [InlineData("cg")]
    [InlineData("ns")]
    public void At_UnconvergedInnerSolve_IsNamedAsTheCause(string name)
    {
        using var scope = NewDisposeScope();
        var problem = new RandomBilevel(3, cost: true).Problem;
        IHypergradient way = name == "cg" ? new ConjugateGradient(new() { Tolerance = 1e-12 }) : new NeumannSeries(new() { Steps = 500, Tolerance = 1e-12 });
        var few = new Certifier(new(problem, 4) { Way = way, Items = 0 }, Options).At(0, default);
        var many = new Certifier(new(problem, 60) { Way = way, Items = 0 }, Options).At(0, default);
        output.WriteLine(few.Reason);

        Assert.Equal(CertificateVerdict.Failed, few.Verdict);
        Assert.StartsWith("The inner solve is not converged", few.Reason);
        Assert.True(few.InnerResidual > 1e-3);
        Assert.Equal(CertificateVerdict.Passed, many.Verdict);
        Assert.Contains(many.Comparisons, comparison => comparison.Method == "exact solve" && comparison.RelativeError < 1e-9);
    }

    [Theory]
    [InlineData("cg")]
    [InlineData("trhg")]
    [InlineData("one-step")]
    public void At_OwnApproximation_IsNamedAsTheCause(string name)
    {
        using var scope = NewDisposeScope();
        var problem = new RandomBilevel(3, cost: true).Problem;
        IHypergradient way = name switch { "cg" => new ConjugateGradient(new() { Steps = 1 }), "trhg" => new ReverseMode(3), _ => new OneStep() };
        var certificate = new Certifier(new(problem, 60) { Way = way, Items = 0 }, Options).At(0, default);
        output.WriteLine(certificate.Reason);

        Assert.Equal(CertificateVerdict.Failed, certificate.Verdict);
        Assert.StartsWith("The method's own approximation is the cause", certificate.Reason);
    }

    [Fact]
    public void At_LossCutFromTheLowerLevel_FailsAndSaysSo()
    {
        using var scope = NewDisposeScope();
        var problem = new RandomBilevel(3, cost: true).Problem;
        var cut = problem with { Loss = new FunctionLoss((u, batch) => problem.Loss.Value(u.Detach(), batch)) };
        var certificate = new Certifier(new(cut, 60) { Way = new ConjugateGradient(new()), Items = 0 }, Options).At(0, default);

        Assert.Equal(CertificateVerdict.Failed, certificate.Verdict);
        Assert.Contains(certificate.Warnings, warning => warning.Contains("does not depend on u", StringComparison.Ordinal));
        Assert.Contains("its graph does not show", certificate.Reason);
    }

    [Fact]
    public void Along_CubicThroughKinks_ValueWithinItsUncertainty()
    {
        // φ(ω) = Σ ω³ + |ω − 1e-4|: steps above 1e-4 cross the kink.
        using var scope = NewDisposeScope();
        var omega = new Variables(("w", zeros(2, float64)));
        var problem = new LearningProblem
        {
            Method = SolverMethod.OfStep(omega, (u, _) => new(omega[0] * 1.0)),
            Loss = new FunctionLoss((u, _) => (u[0].pow(3) + (u[0] - 1e-4).abs()).sum()),
            BatchAt = _ => new(zeros(1)),
            Start = _ => new(zeros(2, float64)),
        };
        var slope = DirectionalDifference.Along(problem, problem.BatchAt(1), 1, [tensor(new[] { 0.6, 0.8 })], default);

        Assert.Equal(-1.4, slope.Value, 8);
        Assert.InRange(Math.Abs(slope.Value + 1.4), 0, slope.Uncertainty);
        Assert.InRange(slope.Uncertainty, 1e-14, 1e-7);
        Assert.Equal(0, slope.Kink, 9);
    }

    [Fact]
    public void At_StationaryPoint_IsUndecidedInsteadOfWrong()
    {
        // sHODL's solution of the toy problem is x = (1 + y₂)/2 = 1.5, where the terms of ∂φ/∂x cancel.
        using var scope = NewDisposeScope();
        var problem = NonUniqueLowerLevel.Problem("shodl", new() { X0 = 1.5 + 1e-14 }, float64, CPU);
        var certificate = new Certifier(new(problem, 60), Options).At(0, default);

        Assert.Equal(CertificateVerdict.Undecided, certificate.Verdict);
        Assert.Contains("zero to rounding", certificate.Reason);
    }

    [Fact]
    public void At_KinkExactlyAtOmega_IsSeenAndTheCertificateIsMadeBeside()
    {
        // φ(ω) = (ω − 2)² + relu(ω): autograd takes the slope 0 of relu at 0, differences take ½.
        using var scope = NewDisposeScope();
        var omega = new Variables(("w", zeros(1, float64)));
        var problem = new LearningProblem
        {
            Method = SolverMethod.OfStep(omega, (u, _) => new(omega[0] * 1.0)),
            Loss = new FunctionLoss((u, _) => ((u[0] - 2).square() + u[0].relu()).sum()),
            BatchAt = _ => new(zeros(1)),
            Start = _ => new(zeros(1, float64)),
        };
        var slope = DirectionalDifference.Along(problem, problem.BatchAt(1), 1, [ones(1, float64)], default);
        var certificate = new Certifier(new(problem, 1), Options).At(0, default);

        Assert.Equal(-3.5, slope.Value, 8);
        Assert.Equal(1, slope.Kink, 6);
        Assert.True(certificate.Verdict == CertificateVerdict.Passed, certificate.Reason);
        Assert.StartsWith("φ_K has a kink at this ω", certificate.Reason);
    }

    private static TaskSettings Small(ITask task) => task switch
    {
        RegularizedSparseCoding => SmallProblem.Settings,
        ConstrainedSparseCoding => new ConstrainedSparseCodingSettings { K = 4, BatchSize = 4, TrainPatches = 64, Hidden = 32 },
        NonUniqueLowerLevel => new NonUniqueLowerLevelSettings { K = 30, X0 = 0.4 },
        NonExpansiveness => new NonExpansivenessSettings { Rows = 24, Columns = 16 },
        AffineBilevelTask => new AffineBilevelSettings { K = 40 },
        Deconvolution => new DeconvolutionSettings { K = 3, Stages = 2, DenoiserSteps = 0, Widths = "4,6", Levels = 2, PatchSide = 32, Hidden = 4, TestData = "", TrainData = "", KernelData = "" },
        RainRemoval => new RainRemovalSettings { K = 2, Widths = "4,6", PatchSide = 24, Hidden = 4, CnnChannels = 4, CnnLayers = 3, RecurrentChannels = 4, RecurrentBlocks = 1, RecurrentStages = 2 },
        LowLight => new LowLightSettings { K = 2, Widths = "4,6", PatchSide = 32, CellChannels = 3, Nodes = 2, RetinexChannels = 4 },
        VerticalBars => new VerticalBarsSettings { Side = 8, Filters = 2, FilterRows = 2, K = 6, TestK = 6 },
        BlindDenoising => new BlindDenoisingSettings { Side = 16, FilterSide = 2, Window = 3, K = 6, TestK = 6 },
        SingleLevelLearning => new SingleLevelLearningSettings { Source = PatchSource.Generated, Patches = 1, PatchSide = 16, FilterSide = 2, K = 6, TestK = 6 },
        CtReconstruction => new CtReconstructionSettings { Side = 16, Views = 8, Phantoms = 1, FilterSide = 2, Epsilon = 0.2, Beta0 = -2, Hidden = 3, Layers = 1, Contraction = 0.3, BatchSize = 1 },
        MriTvWeight => new MriTvWeightSettings { Side = 16 },
        MriMask => new MriMaskSettings { Side = 16, TrainingImages = 1 },
        _ => task.Presets[0].Settings,
    };

    // A right gradient but for its smallest tensor, which has the wrong sign.
    private sealed class Spoiled : IHypergradient
    {
        public string Name => "spoiled";

        public bool Applies(LearningProblem problem) => true;

        public Hypergradient Compute(LearningProblem problem, Batch batch, int k, InnerTrace? trace, CancellationToken token)
        {
            var right = new ReverseMode().Compute(problem, batch, k, trace, token);
            var smallest = Enumerable.Range(0, right.Gradients.Count).MinBy(i => right.Gradients[i]!.norm().item<double>());
            return right with { Gradients = [.. right.Gradients.Select((gradient, i) => i == smallest ? gradient!.neg() : gradient)] };
        }
    }
}
