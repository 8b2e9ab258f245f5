using Hodl.Core.Hypergradients;
using Hodl.Core.Imaging;
using Hodl.Core.Operators.Networks;
using Hodl.Core.Runs;
using Hodl.Core.Solvers;
using Hodl.Core.Solvers.Baselines;
using Hodl.Core.Tasks;
using Hodl.Core.Tests.Runs;
using Xunit;
using static TorchSharp.torch;

namespace Hodl.Core.Tests.Tasks;

/// <summary>CT: the parts against closed forms, every method on a small phantom.</summary>
public sealed class CtReconstructionTests
{
    private static readonly CtReconstructionSettings Small = new()
    {
        Side = 24,
        Views = 12,
        Phantoms = 1,
        FilterSide = 3,
        OuterSteps = 20,
        EvaluateEvery = 20,
        CheckpointEvery = 10,
        CurveEvery = 20,
        GridPoints = 8,
        TvSteps = 100,
        TvUpperSteps = 10,
        TestK = 100,
        Hidden = 4,
        Layers = 2,
        PlugSteps = 10,
        LinearSteps = 10,
    };

    [Fact]
    public void Backprojection_OfManyViewsWithoutNoise_IsTheImage()
    {
        using var scope = NewDisposeScope();
        var axis = (arange(32, dtype: float64) - 14) / 4.0;
        var blob = ((axis.square().reshape(-1, 1) + (axis - 0.5).square().reshape(1, -1)) * -0.5).exp().reshape(1, 1, 32, 32);
        double Error(int angles)
        {
            var model = new ParallelBeamModel(32, angles, float64);
            return ((new FilteredBackProjection(model, 32, angles, 4).Apply(model.Apply(blob)) - blob).norm() / blob.norm()).item<double>();
        }

        Assert.InRange(Error(50), 0, 0.05);
        Assert.True(Error(4) > 2 * Error(50), $"{Error(4):G3} and {Error(50):G3}");
    }

    [Fact]
    public void PlugAndPlay_WithTheProximalMapOfASquare_SolvesTheRidgeProblem()
    {
        using var scope = NewDisposeScope();
        using var random = new Generator(1);
        IForwardModel model = new ParallelBeamModel(12, 8, float64);
        var y = randn([1, 1, 8, 12], dtype: float64, generator: random);
        var solver = new PlugAndPlayAdmm(model, y, (x, level) => x / (level + 1.0), rho: 0.2, level: 0.5); // prox of ½·0.5·0.2‖x‖²/0.2
        var solve = InnerLoop.Run(solver, new(zeros([1, 1, 12, 12], dtype: float64)), 3000);
        var stationary = model.Normal(solve.U[0]) - model.Adjoint(y) + (solve.U[0] * 0.1);

        Assert.True(solve.Residual < 1e-6, $"{solve.Residual:G3}");
        Assert.True(stationary.norm().item<double>() < 1e-4, $"{stationary.norm().item<double>():G3}");
    }

    [Fact]
    public void DeepEquilibrium_OfAnyNet_ContractsToOneFixedPoint()
    {
        using var scope = NewDisposeScope();
        using var ungraded = no_grad();
        using var random = new Generator(2);
        var model = new ParallelBeamModel(16, 6, float64);
        var net = new ConvolutionalNet(new() { Channels = 1, Condition = 1, Hidden = [6, 6], Averaged = false }, random, float64, CPU);
        foreach (var parameter in net.parameters())
        {
            parameter.mul_(3.0); // well beyond norm 1 before it is normalised
        }

        var deep = new DeepEquilibrium(net, model, model.Adjoint, 0.8);
        var solver = deep.Test(new(randn([1, 1, 6, 16], dtype: float64, generator: random)));
        var (a, b) = (randn([1, 1, 16, 16], dtype: float64, generator: random), randn([1, 1, 16, 16], dtype: float64, generator: random));
        var (after, before) = ((solver.Step(solver.Init(new(a))).U[0] - solver.Step(solver.Init(new(b))).U[0]).norm().item<double>(), (a - b).norm().item<double>());

        Assert.True(after <= 0.9 * before, $"{after / before:G4}");
        var (first, second) = (InnerLoop.Run(solver, new(a), 400), InnerLoop.Run(solver, new(b), 400));
        Assert.True((first.U[0] - second.U[0]).abs().max().item<double>() < 1e-10);
        Assert.True(first.Residual < 1e-10);
    }

    [Theory]
    [InlineData("grid")]
    [InlineData("tv")]
    [InlineData("filters")]
    [InlineData("dictionary")]
    [InlineData("pnp-admm")]
    [InlineData("deq")]
    [InlineData("jacobian-free")]
    public void Run_EveryMethod_BeatsBackprojection(string method)
    {
        var observer = Run(method, method == "pnp-admm" ? Small with { OuterSteps = 150, EvaluateEvery = 150 } : Small);

        Assert.True(observer.Results["snr_db"].Value > observer.Results["snr_fbp_db"].Value + 0.3, $"{observer.Results["snr_fbp_db"].Value:F2} to {observer.Results["snr_db"].Value:F2}");
        Assert.True(observer.Series("phi").Min() < observer.Series("phi")[0], string.Join(" ", observer.Series("phi").Select(value => $"{value:G4}")));
        Assert.Equal(["input", "output", "reference"], observer.Images.Where(image => image.Name == "shepp-logan").Select(image => image.Role).Distinct().Order());
    }

    [Theory]
    [InlineData("filters")]
    [InlineData("deq")]
    public void Run_Resumed_GoesOnBitForBit(string method)
    {
        var whole = Run(method, Small);
        var rest = Run(method, Small, whole.Checkpoints.First(checkpoint => checkpoint.Step == 10));

        Assert.Equal(whole.Series("phi")[10..], rest.Series("phi"));
        Assert.Equal(whole.Results["snr_db"].Value, rest.Results["snr_db"].Value);
    }

    [Fact]
    public void Dictionary_Certificate_Passes()
    {
        var settings = new CtReconstructionSettings { Side = 16, Views = 8, Phantoms = 1, FilterSide = 2, Epsilon = 0.5, Beta0 = -1 };
        var run = new RunContext { Spec = new() { Task = "ct-reconstruction", Method = "dictionary", Settings = settings }, Observer = new RecordingObserver() };
        var certificate = RunCertifier.Of(new CtReconstruction(), run, null, new() { MostTensors = 1, RandomDirections = 1 }, default);

        Assert.True(certificate.Verdict == CertificateVerdict.Passed, certificate.Reason);
    }

    private static RecordingObserver Run(string method, CtReconstructionSettings settings, RunCheckpoint? resume = null)
    {
        using var scope = NewDisposeScope();
        var observer = new RecordingObserver();
        new CtReconstruction().Run(new() { Spec = new() { Task = "ct-reconstruction", Method = method, Settings = settings }, Observer = observer, Resume = resume }, default);
        return observer;
    }
}
