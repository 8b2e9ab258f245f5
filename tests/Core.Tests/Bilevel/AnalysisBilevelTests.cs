using Hodl.Core.Bilevel.Gradients;
using Hodl.Core.Bilevel.Problems;
using Hodl.Core.Imaging;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace Hodl.Core.Tests.Bilevel;

/// <summary>Imaging problems: hand-written products, solvers of |z| against each other, gradients by name.</summary>
public sealed class AnalysisBilevelTests
{
    public static TheoryData<RegularizerKind> Kinds() => new(RegularizerKind.Tv, RegularizerKind.Tgv, RegularizerKind.Ictv);

    private static AnalysisBilevel Make(RegularizerKind kind, double epsilon, bool admm = false, bool mri = true, double weight = 0.05)
    {
        using var random = new Generator(4);
        var truth = ImageTensor.From(SheppLogan.Draw(12), float64, CPU);
        IForwardModel model = mri ? new SampledFourierModel(SamplingPattern.Lines(12, 0.7, 2, float64)) : new IdentityModel();
        var clean = model.Apply(truth);
        return new(model, AnalysisRegularizer.Of(kind), clean + (randn(clean.shape, dtype: float64, generator: random) * 0.1), truth, epsilon, Math.Log(weight), (-9, 2)) { UseAdmm = admm };
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Products_WrittenByHand_AgreeWithDifferences(RegularizerKind kind)
    {
        using var scope = NewDisposeScope();
        var problem = Make(kind, 0.1);
        var upper = problem.UpperStart();
        var (x, v, d) = (BilevelGradientTests.Draw(problem.LowerStart().shape, 1), BilevelGradientTests.Draw(problem.LowerStart().shape, 2), BilevelGradientTests.Draw(upper.shape, 3));
        const double Reach = 1e-6;
        using var second = problem.Linearize(x, upper);
        Close(second.Hessian(v), (problem.LowerGradient(x.add(v, Reach), upper) - problem.LowerGradient(x.add(v, -Reach), upper)) / (2 * Reach), 1e-7);
        Close(second.Cross(d), (problem.LowerGradient(x, upper.add(d, Reach)) - problem.LowerGradient(x, upper.add(d, -Reach))) / (2 * Reach), 1e-7);
        Assert.Equal((second.CrossTransposed(v) * d).sum().item<double>(), (second.Cross(d) * v).sum().item<double>(), 1e-10);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void MinimizerGradient_OfImages_AgreesWithDifferences(RegularizerKind kind)
    {
        using var scope = NewDisposeScope();
        var problem = Make(kind, 0.1, mri: false);
        var upper = problem.UpperStart();
        double Exact(Tensor at) => problem.Loss(problem.Solve(at, problem.LowerStart(), 1e-12, 20_000, default).X, at);
        var numeric = BilevelGradientTests.Differences(Exact, upper);
        var way = new MinimizerGradient(new(20_000, 1e-12), LinearKind.ConjugateGradient, 3000, 1e-13);
        Close(way.Compute(problem, upper, problem.LowerStart(), null, default).Gradient, numeric, 1e-6);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void PrimalDualAndAdmm_OnAbsoluteValues_Agree(RegularizerKind kind)
    {
        using var scope = NewDisposeScope();
        var (first, second) = (Make(kind, 0, mri: false), Make(kind, 0, admm: true, mri: false));
        var a = first.Solve(first.UpperStart(), first.LowerStart(), 1e-6, 6000, default);
        var b = second.Solve(second.UpperStart(), second.LowerStart(), 1e-6, 3000, default);
        Assert.True((first.Image(a.X) - first.Image(b.X)).abs().max().item<double>() < 2e-3, $"{a.Steps} and {b.Steps} steps, residuals {a.Residual:G2} {b.Residual:G2}");
    }

    [Fact]
    public void SingleLevel_OnAbsoluteValues_AgreesWithDifferences()
    {
        using var scope = NewDisposeScope();
        var problem = Make(RegularizerKind.Tv, 0, mri: false);
        var upper = problem.UpperStart();
        double Exact(Tensor at) => problem.Loss(problem.Solve(at, problem.LowerStart(), 1e-11, 50_000, default).X, at);
        var numeric = BilevelGradientTests.Differences(Exact, upper);
        var way = new SingleLevelGradient(new(50_000, 1e-11), 500, 1e-13);
        Close(way.Compute(problem, upper, problem.LowerStart(), null, default).Gradient, numeric, 1e-5);
    }

    [Fact]
    public void Bregman_OfSomeSteps_IsTheGradientOfTheUnrolledLoss()
    {
        using var scope = NewDisposeScope();
        var problem = Make(RegularizerKind.Tv, 0, mri: false);
        BilevelGradient At(Tensor upper) => new BregmanGradient(40, (0.1, 2)).Compute(problem, upper, problem.LowerStart(), null, default);
        Close(At(problem.UpperStart()).Gradient, BilevelGradientTests.Differences(upper => At(upper).Loss, problem.UpperStart()), 1e-6);
    }

    [Fact]
    public void Bregman_OverMoreSteps_TendsToTheSingleLevelGradient()
    {
        using var scope = NewDisposeScope();
        var problem = Make(RegularizerKind.Tv, 0, mri: false);
        var upper = problem.UpperStart();
        var exact = new SingleLevelGradient(new(30_000, 1e-9), 500, 1e-13).Compute(problem, upper, problem.LowerStart(), null, default).Gradient.item<double>();
        double Error(int steps) => Math.Abs(new BregmanGradient(steps).Compute(problem, upper, problem.LowerStart(), null, default).Gradient.item<double>() - exact) / Math.Abs(exact);
        var (few, many) = (Error(10), Error(300));
        Assert.True(many < 0.1 * few, $"relative errors {few:G3} after 10 steps, {many:G3} after 300");
    }

    [Fact]
    public void MaskLearning_Gradient_AgreesWithDifferences()
    {
        using var scope = NewDisposeScope();
        var truth = ImageTensor.From(SheppLogan.Like(12, 3), float64, CPU);
        var problem = new MaskLearning(truth, fft.fft2(truth, dim: [2, 3], norm: FFTNormType.Ortho), 0.1, 0.1, -3);
        var upper = problem.UpperStart();
        double Exact(Tensor at) => problem.Loss(problem.Solve(at, problem.LowerStart(), 1e-12, 20_000, default).X, at);
        var way = new MinimizerGradient(new(20_000, 1e-12), LinearKind.ConjugateGradient, 2000, 1e-13);
        Close(way.Compute(problem, upper, problem.LowerStart(), null, default).Gradient, BilevelGradientTests.Differences(Exact, upper), 1e-6);
    }

    private static void Close(Tensor own, Tensor other, double tolerance) =>
        Assert.InRange((own - other).norm().item<double>() / other.norm().item<double>(), 0, tolerance);
}
