using Hodl.Core.Hypergradients;
using Hodl.Core.Runs;
using Hodl.Core.Solvers;
using Hodl.Core.Tasks;
using Hodl.Core.Tests.Solvers;
using Xunit;
using Xunit.Abstractions;
using static TorchSharp.torch;

namespace Hodl.Core.Tests.Hypergradients;

/// <summary>No verdict that is better or worse than the error, which is computed without the certifier.</summary>
public sealed class CertificateMatrixTests(ITestOutputHelper output)
{
    [Fact]
    public void Answer_TasksMethodsAndSabotages_NoVerdictIsBetterOrWorseThanTheError()
    {
        var answers = CertificateMatrix.Part().Select(cell => CertificateMatrix.Answer(cell, default)).ToArray();
        var faults = answers.Where(answer => answer.Fault() != "").Select(answer => $"{answer.Cell}: {answer.Fault()}").ToArray();
        output.WriteLine(string.Join(", ", answers.GroupBy(answer => answer.Certificate.Run).Select(group => $"{group.Count()} {group.Key}")) + $"; {faults.Length} faults");
        Assert.True(faults.Length == 0, string.Join(Environment.NewLine, faults));
        Assert.True(answers.Select(answer => answer.Certificate.Run).Distinct().Count() >= 4, "The matrix must reach every verdict.");
    }

    public static TheoryData<string, string> Degraded()
    {
        var data = new TheoryData<string, string>();
        foreach (var problem in new[] { "cost", "map", "coding", "toy", "bars" })
        {
            foreach (var sabotage in new[] { "nothing", "sign", "factor 2", "factor 1.005", "orthogonal 1e-3", "orthogonal 1e-7", "small tensor's sign", "small tensor lost", "zero", "NaN", "float32", "bfloat16" })
            {
                data.Add(problem, sabotage);
            }
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Degraded))]
    public void Of_DegradedVector_VerdictAsTheErrorIs(string name, string sabotage)
    {
        using var scope = NewDisposeScope();
        var certifiable = Problem(name);
        var problem = certifiable.Problem;
        var batch = problem.BatchAt(1);
        problem.Method.Settle();
        using var right = certifiable.Way.Compute(problem, batch, certifiable.K, null, default);
        Tensor[] truth = [.. right.Gradients.Select(gradient => gradient!.detach().clone())];
        Tensor[] degraded = Spoil(truth, sabotage);
        var handed = new StepGradient(1, [.. degraded.Select(StepGradient.Copy)], right.Phi)
        {
            Batch = batch,
            Lower = right.Solve.U.Map(StepGradient.Copy),
        };
        var certificate = Certifier.Of(certifiable, handed, new(), default);
        var expected = CertificateMatrix.Compare(degraded, truth, 2.2e-16);
        output.WriteLine($"{certificate.Run}: {certificate.RunReason} (true error {expected.Worst:G4})");

        Assert.Equal("", new MatrixAnswer($"{name}, {sabotage}", certificate, expected).Fault());
        Assert.Equal(CertificateVerdict.Passed, certificate.Verdict);
    }

    [Theory]
    [InlineData("box")]
    [InlineData("ball")]
    public void Of_ActiveConstraint_IsExact(string constraint)
    {
        using var scope = NewDisposeScope();
        var omega = new Variables(("w", tensor(new[] { 0.3, -0.2, 2.0 })));
        Tensor Project(Tensor u) => constraint == "box" ? u.clamp(-0.5, 0.5) : u / u.norm().clamp(min: 1.0);
        var problem = new LearningProblem
        {
            Method = SolverMethod.OfStep(omega, (u, _) => new(Project(u[0] - ((u[0] - omega[0]) * 0.5)))),
            Loss = new FunctionLoss((u, _) => (u[0] - 1).square().sum() + omega[0].square().sum()),
            BatchAt = _ => new(zeros(1)),
            Start = _ => new(zeros(3, float64)),
        };
        foreach (IHypergradient way in new IHypergradient[] { new ReverseMode(), new ConjugateGradient(new()) })
        {
            var certificate = Certifier.Of(new CertifiableProblem(problem, 60) { Way = way, Items = 0 }, null, new(), default);
            output.WriteLine($"{way.Name}: {certificate.Run}, {certificate.RunReason} {certificate.Reason}");
            Assert.Equal((CertificateVerdict.Passed, RunVerdict.Exact), (certificate.Verdict, certificate.Run));
        }
    }

    [Theory]
    [InlineData(1, true)]
    [InlineData(3e-2, true)]
    [InlineData(3e-3, true)]
    [InlineData(3e-4, true)]
    [InlineData(3e-5, false)]
    public void Of_DetachedParameter_IsWrongOrAtLeastNotExact(double share, bool wrong)
    {
        using var scope = NewDisposeScope();
        var omega = new Variables(("kept", ones(2, float64)), ("detached", full([2], 0.01, float64)));
        var problem = new LearningProblem
        {
            Method = SolverMethod.OfStep(omega, (u, _) => new((u[0] * 0.5) + omega[0] + (omega[1].detach() * share))),
            Loss = new FunctionLoss((u, _) => u[0].square().sum()),
            BatchAt = _ => new(zeros(1)),
            Start = _ => new(zeros(2, float64)),
        };
        foreach (IHypergradient way in new IHypergradient[] { new ReverseMode(), new ConjugateGradient(new()) })
        {
            var certificate = Certifier.Of(new CertifiableProblem(problem, 60) { Way = way, Items = 0 }, null, new(), default);
            output.WriteLine($"{way.Name}: {certificate.Run}, {certificate.RunReason} {certificate.Reason}");
            Assert.Equal(wrong ? RunVerdict.Wrong : RunVerdict.Accurate, certificate.Run);
            Assert.Equal(wrong, certificate.Verdict == CertificateVerdict.Failed);
        }
    }

    private static CertifiableProblem Problem(string name) => name switch
    {
        "cost" => new(new RandomBilevel(4, cost: true).Problem, 200) { Way = new ConjugateGradient(new() { Tolerance = 1e-13 }), Items = 0 },
        "map" => new(new RandomBilevel(5, cost: false).Problem, 100) { Items = 0 },
        "coding" => new(SmallProblem.Create("shodl", SmallProblem.Settings, float64), 6),
        "bars" => ((ICertifiable)new VerticalBars()).Certifiable(
            new()
            {
                Spec = new() { Task = "vertical-bars", Method = "unrolled", Settings = new VerticalBarsSettings { Side = 8, Filters = 2, FilterRows = 2, K = 20 } },
                Observer = new SilentObserver(),
            },
            default)!,
        _ => new(NonUniqueLowerLevel.Problem("ahodl", new() { X0 = 0.4 }, float64, CPU), 30),
    };

    private static Tensor[] Spoil(Tensor[] truth, string sabotage)
    {
        var smallest = Enumerable.Range(0, truth.Length).MinBy(i => truth[i].norm().item<double>());
        Tensor[] Only(Func<Tensor, Tensor> change) => [.. truth.Select((block, i) => i == smallest ? change(block) : block)];
        return sabotage switch
        {
            "sign" => [.. truth.Select(block => block.neg())],
            "factor 2" => [.. truth.Select(block => block * 2)],
            "factor 1.005" => [.. truth.Select(block => block * 1.005)],
            "orthogonal 1e-3" => Orthogonal(truth, 1e-3),
            "orthogonal 1e-7" => Orthogonal(truth, 1e-7),
            "small tensor's sign" => Only(block => block.neg()),
            "small tensor lost" => Only(block => zeros_like(block)),
            "zero" => [.. truth.Select(block => zeros_like(block))],
            "NaN" => [.. truth.Select(block => full_like(block, double.NaN))],
            "float32" => [.. truth.Select(block => block.to(float32).to(float64))],
            "bfloat16" => [.. truth.Select(block => block.to(ScalarType.BFloat16).to(float64))],
            _ => truth,
        };
    }

    // An error of the given size at a right angle to every tensor of the gradient; numbers alone have none.
    private static Tensor[] Orthogonal(Tensor[] truth, double size)
    {
        using var random = new Generator(7);
        return [.. truth.Select(block =>
        {
            if (block.numel() < 2)
            {
                return block;
            }

            var noise = randn(block.shape, dtype: float64, generator: random);
            var square = block.square().sum();
            noise = noise - (block * ((noise * block).sum() / square));
            return block + (noise * (block.norm() / noise.norm()) * size);
        })];
    }
}
