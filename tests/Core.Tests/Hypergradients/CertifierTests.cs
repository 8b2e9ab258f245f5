using Hodl.Core.Data;
using Hodl.Core.Hypergradients;
using Hodl.Core.Runs;
using Hodl.Core.Solvers;
using Hodl.Core.Tasks;
using Hodl.Core.Tests.Runs;
using Hodl.Core.Tests.Solvers;
using Xunit;
using Xunit.Abstractions;
using static TorchSharp.torch;

namespace Hodl.Core.Tests.Hypergradients;

/// <summary>Certificates judge formula and vector, each where it is right and where it is not, and name the causes.</summary>
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

    // Slow ones: the dictionary has a test of its own, lower levels with corners take thousands of evaluations.
    private static bool Elsewhere(ITask task, string method) => (task is CtReconstruction && method is "dictionary") || (task is MriTvWeight && method is "single-level");

    [Theory]
    [MemberData(nameof(Everything))]
    public void Of_EveryTaskAndMethodAtItsStart_FormulaAndVectorAreJudged(string task, string method)
    {
        var found = TaskCatalog.Find(task)!;
        var context = new RunContext
        {
            Spec = new() { Task = task, Method = method, Settings = CertificateMatrix.Small(found) },
            Observer = new RecordingObserver(),
        };
        var certificate = RunCertifier.Of(found, context, null, Options, default);
        output.WriteLine($"{task} {method}: {certificate}");

        if (method is "plain-alm" or "grid" or "random" or "bayes" or "cma-es" or "trust-region" or "aol" or "transform" or "caol" or "foe" or "dct" or "fbp")
        {
            Assert.Contains("learns nothing", certificate.RunReason);
            return;
        }

        Assert.True(certificate.Run is RunVerdict.Exact or RunVerdict.Accurate or RunVerdict.Approximate or RunVerdict.Wrong, certificate.RunReason);
        Assert.True(certificate.RunError >= 0);
        if (method is "penalty" or "kkt-newton" or "bsa" or "stocbio" or "ttsa" or "stable")
        {
            Assert.Equal(CertificateVerdict.Undecided, certificate.Verdict);
            Assert.StartsWith("It holds", certificate.Reason);
            return;
        }

        if (method is "truncated" or "jacobian-free" or "single-level" || (found is HypergradientCostStudy && method is "trhg" or "one-step"))
        {
            Assert.Equal(CertificateVerdict.Failed, certificate.Verdict);
            Assert.Contains("own approximation is the cause", certificate.Reason);
            Assert.NotEqual(RunVerdict.Exact, certificate.Run);
            return;
        }

        Assert.True(certificate.Verdict == CertificateVerdict.Passed, certificate.Reason);
        Assert.True(certificate.RelativeError <= 1e-5);
        Assert.True(certificate.ReferenceError <= 1e-4, certificate.Reason);
        Assert.True(certificate.Cosine > 1 - 1e-9);
    }

    [Fact]
    public void Run_CertifyEvery_CertificatesAndSeriesOfTheVectorsThatWereTakenAndTheSameTraining()
    {
        var plain = SmallProblem.Run("shodl", SmallProblem.Settings);
        var certified = SmallProblem.Run("shodl", SmallProblem.Settings with { CertifyEvery = 5 });

        Assert.Equal([5L, 10L], certified.Certificates.Select(certificate => certificate.Step));
        Assert.All(certified.Certificates, certificate => Assert.True(certificate.Verdict == CertificateVerdict.Passed && certificate.Run <= RunVerdict.Accurate, certificate.RunReason));
        Assert.Equal(certified.Certificates.Select(certificate => certificate.RunError!.Value), certified.Series("certified_error"));
        Assert.Equal(2, certified.Series("formula_error").Length);

        // The norm of the very vector that the run recorded at that step, in float32.
        Assert.Equal(plain.Series("hypergradient_norm")[4], certified.Certificates[0].GradientNorm, 1e-6 * certified.Certificates[0].GradientNorm);
        Assert.Equal(plain.Series("phi"), certified.Series("phi"));
        Assert.Empty(plain.Certificates);
    }

    [Fact]
    public void Of_Checkpoint_JudgesTheVectorOfTheNextStep()
    {
        var observer = SmallProblem.Run("shodl", SmallProblem.Settings with { CertifyEvery = 5 });
        var four = observer.Checkpoints.First(checkpoint => checkpoint.Step == 4);
        var certificate = RunCertifier.Of(new RegularizedSparseCoding(), SmallProblem.Context("shodl", SmallProblem.Settings, new RecordingObserver()), four, Options, default);

        Assert.Equal(5, certificate.Step);
        Assert.Equal(observer.Certificates[0].RunError, certificate.RunError);
        Assert.Equal(observer.Certificates[0].GradientNorm, certificate.GradientNorm);
    }

    [Fact]
    public void Of_ClippedStep_JudgedBeforeAndTheFactorIsTold()
    {
        Certificate At(double clip) =>
            RunCertifier.Of(new RegularizedSparseCoding(), SmallProblem.Context("shodl", SmallProblem.Settings with { ClipNorm = clip }, new RecordingObserver()), null, Options, default);
        var (free, clipped) = (At(0), At(1e-3));

        Assert.DoesNotContain("clipped", free.RunReason);
        Assert.Contains(FormattableString.Invariant($"clipped it to {1e-3 / clipped.GradientNorm:G3} of its length"), clipped.RunReason);
        Assert.Equal((free.RunError, free.GradientNorm), (clipped.RunError, clipped.GradientNorm));
    }

    [Fact]
    public void Run_VectorTurnsWrong_WarnsAsItHappens()
    {
        var settings = new VerticalBarsSettings { Side = 8, Filters = 2, FilterRows = 2, K = 6, LinearSteps = 0, WarmStart = false, TestK = 6, OuterSteps = 2, EvaluateEvery = 100, CertifyEvery = 2 };
        var observer = new RecordingObserver();
        new VerticalBars().Run(new() { Spec = new() { Task = "vertical-bars", Method = "ift", Settings = settings }, Observer = observer }, default);

        Assert.Equal(RunVerdict.Wrong, observer.Certificates.Single().Run);
        Assert.Contains(observer.Log, line => line.Severity == LogSeverity.Warning && line.Text.StartsWith("The hypergradient of this step is wrong", StringComparison.Ordinal));
    }

    [Fact]
    public void Run_UpperMethodCertifyEvery_CertificatesOfItsOwnSteps()
    {
        var observer = new RecordingObserver();
        var settings = new MethodStudySettings { OuterSteps = 4, CertifyEvery = 2 };
        new MethodStudy().Run(new() { Spec = new() { Task = "method-study", Method = "aid-bio", Settings = settings }, Observer = observer }, default);

        Assert.Equal([2L, 4L], observer.Certificates.Select(certificate => certificate.Step));
        Assert.All(observer.Certificates, certificate => Assert.Contains(certificate.Causes, cause => cause.Cause == "lower level not converged"));
    }

    [Fact]
    public void Of_WrongSignInOneSmallTensor_IsWrongAndTheTensorIsNamed()
    {
        using var scope = NewDisposeScope();
        var problem = SmallProblem.Create("shodl", SmallProblem.Settings, float64);
        var certificate = Certifier.Of(new CertifiableProblem(problem, 6) { Way = new Spoiled() }, null, Options, default);

        Assert.Equal((CertificateVerdict.Failed, RunVerdict.Wrong), (certificate.Verdict, certificate.Run));
        Assert.Equal(2, certificate.Tensors.Max(tensor => tensor.RelativeError!.Value), 6);
    }

    [Theory]
    [InlineData("cg")]
    [InlineData("ns")]
    public void Of_UnconvergedInnerSolve_IsNamedAsTheCause(string name)
    {
        using var scope = NewDisposeScope();
        var problem = new RandomBilevel(3, cost: true).Problem;
        IHypergradient way = name == "cg" ? new ConjugateGradient(new() { Tolerance = 1e-12 }) : new NeumannSeries(new() { Steps = 500, Tolerance = 1e-12 });
        var few = Certifier.Of(new CertifiableProblem(problem, 4) { Way = way, Items = 0 }, null, Options, default);
        var many = Certifier.Of(new CertifiableProblem(problem, 80) { Way = way, Items = 0 }, null, Options, default);
        output.WriteLine(few.RunReason);

        Assert.Equal((CertificateVerdict.Passed, RunVerdict.Approximate), (few.Verdict, few.Run));
        Assert.Equal("lower level not converged", few.Causes.MaxBy(cause => cause.Size)!.Cause);
        Assert.Equal(few.RunError!.Value, few.Causes.MaxBy(cause => cause.Size)!.Size, 6);
        Assert.Equal((CertificateVerdict.Passed, RunVerdict.Exact), (many.Verdict, many.Run));
    }

    [Theory]
    [InlineData("cg", "linear solve cut")]
    [InlineData("trhg", "truncation")]
    [InlineData("one-step", "one-step formula")]
    [InlineData("ridge", "ridge")]
    public void Of_OwnApproximation_IsNamedAsTheCause(string name, string cause)
    {
        using var scope = NewDisposeScope();
        var problem = new RandomBilevel(3, cost: true).Problem;
        IHypergradient way = name switch
        {
            "cg" => new ConjugateGradient(new() { Steps = 1 }),
            "trhg" => new ReverseMode(3),
            "ridge" => new ConjugateGradient(new() { Ridge = 0.3 }),
            _ => new OneStep(),
        };
        var certificate = Certifier.Of(new CertifiableProblem(problem, 60) { Way = way, Items = 0 }, null, Options, default);
        output.WriteLine(certificate.RunReason);

        Assert.Equal(RunVerdict.Approximate, certificate.Run);
        Assert.Contains(cause, certificate.Causes.MaxBy(share => share.Size)!.Cause);

        // Few linear steps are no fault of the formula.
        Assert.Equal(name == "cg" ? CertificateVerdict.Passed : CertificateVerdict.Failed, certificate.Verdict);
    }

    [Fact]
    public void Of_LossCutFromTheLowerLevel_IsWrongAndSaysSo()
    {
        using var scope = NewDisposeScope();
        var problem = new RandomBilevel(3, cost: true).Problem;
        var cut = problem with { Loss = new FunctionLoss((u, batch) => problem.Loss.Value(u.Detach(), batch)) };
        var certificate = Certifier.Of(new CertifiableProblem(cut, 60) { Way = new ConjugateGradient(new()), Items = 0 }, null, Options, default);

        Assert.Equal((CertificateVerdict.Failed, RunVerdict.Wrong), (certificate.Verdict, certificate.Run));
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
        var certificate = Certifier.Of(new CertifiableProblem(problem, 60), null, Options, default);

        Assert.Equal((CertificateVerdict.Undecided, RunVerdict.Exact), (certificate.Verdict, certificate.Run));
        Assert.Contains("zero to rounding", certificate.Reason);
        Assert.Contains("zero to rounding", certificate.RunReason);
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
        var certificate = Certifier.Of(new CertifiableProblem(problem, 1), null, Options, default);

        Assert.Equal(-3.5, slope.Value, 8);
        Assert.Equal(1, slope.Kink, 6);
        Assert.True(certificate.Verdict == CertificateVerdict.Passed, certificate.Reason);
        Assert.Contains("has a kink at this ω", certificate.Reason);
        Assert.Equal(RunVerdict.Exact, certificate.Run);
    }

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
