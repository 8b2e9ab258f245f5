using System.Globalization;
using System.Text.Json;
using Hodl.Core.Hypergradients;
using Hodl.Core.Kernels;
using Hodl.Core.Operators;
using Hodl.Core.Operators.Networks;
using Hodl.Core.Operators.Numerical;
using Hodl.Core.Operators.Projections;
using Hodl.Core.Solvers;
using Hodl.Core.Solvers.Updates;
using Hodl.Core.Torch;
using static TorchSharp.torch;

namespace Hodl.Benchmarks;

/// <summary>
/// One outer step of regularised sparse coding (Q 500 × 250, K = 25, batch 256, one hidden layer of 250) as the product
/// takes it — hypergradient, its norm, the residual, Adam — against sparse_coding_step.py, which does the gradient and
/// Adam only. Both take turns, one thread each, and every loss of the two sequences is compared.
/// </summary>
internal static class SparseCodingStep
{
    private const int M = 500, N = 250, Hidden = 250, K = 25, B = 256, PowerIterations = 8, Steps = 60, Warmup = 5;
    private const double Alpha = 0.5, Rate = 1e-3;

    public static void Run()
    {
        set_num_threads(1);
        var folder = Directory.CreateTempSubdirectory("hodl-bench-").FullName;
        try
        {
            using var scope = NewDisposeScope();
            var (q, batch) = Data();
            using var fused = new Competitor(q, batch, new FusedReverseMode());
            using var plain = new Competitor(q, batch, new ReverseMode());
            Write(folder, q, batch, fused);
            using var peer = new Peer("sparse_coding_step.py", folder);
            Compare(fused, plain, peer);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static void Compare(Competitor fused, Competitor plain, Peer peer)
    {
        Dictionary<string, List<(double Loss, double Cpu, double Wall)>> times = new() { ["eager"] = [], ["gram"] = [], ["plain"] = [], ["fused"] = [] };
        for (var step = 0; step < Steps; step++)
        {
            foreach (var name in new[] { "eager", "gram" })
            {
                var answer = peer.Ask(name);
                times[name].Add((answer.GetProperty("loss").GetDouble(), answer.GetProperty("cpu").GetDouble(), answer.GetProperty("wall").GetDouble()));
            }

            times["plain"].Add(plain.Step());
            times["fused"].Add(fused.Step());
        }

        Console.WriteLine($"Q {M} x {N}, K = {K}, batch {B}, hidden {Hidden}, 1 thread, {Steps - Warmup} of {Steps} steps, PyTorch {peer.Greeting.GetProperty("torch")}");
        Report("PyTorch eager", times["eager"], times["eager"]);
        Report("PyTorch eager, Gram", times["gram"], times["eager"]);
        Report("here, reverse mode", times["plain"], times["eager"]);
        Report("here, fused adjoint", times["fused"], times["eager"]);
        var (bytes, peerBytes) = (fused.PeakBytes(), peer.Ask("memory").GetProperty("bytes").GetInt64());
        Console.WriteLine(Invariant($"peak tensor memory of a step: PyTorch eager {peerBytes / 1e6:F1} MB, reverse mode {plain.PeakBytes() / 1e6:F1} MB, fused {bytes / 1e6:F1} MB; fused/eager {(double)bytes / peerBytes:F3}"));
    }

    private static void Report(string name, List<(double Loss, double Cpu, double Wall)> steps, List<(double Loss, double Cpu, double Wall)> reference)
    {
        double[] Sorted(List<(double Loss, double Cpu, double Wall)> of, Func<(double Loss, double Cpu, double Wall), double> pick) => [.. of.Skip(Warmup).Select(pick).Order()];
        var (cpu, wall, referenceCpu, referenceWall) = (Sorted(steps, step => step.Cpu), Sorted(steps, step => step.Wall), Sorted(reference, step => step.Cpu), Sorted(reference, step => step.Wall));
        var apart = steps.Zip(reference).Max(pair => Math.Abs(pair.First.Loss - pair.Second.Loss) / Math.Abs(pair.Second.Loss));
        var middle = cpu.Length / 2;
        Console.WriteLine(Invariant(
            $"{name,-20} CPU median {cpu[middle] * 1e3,6:F1} min {cpu[0] * 1e3,6:F1} ms, wall median {wall[middle] * 1e3,6:F1} min {wall[0] * 1e3,6:F1} ms; times faster than eager: CPU median {referenceCpu[middle] / cpu[middle]:F2} min {referenceCpu[0] / cpu[0]:F2}, wall median {referenceWall[middle] / wall[middle]:F2} min {referenceWall[0] / wall[0]:F2}; losses differ by at most {apart:E1} (last {steps[^1].Loss:G9})"));
    }

    private static (Tensor Q, Batch Batch) Data()
    {
        using var generator = new Generator(1, CPU);
        var q = randn(M, N, generator: generator);
        q = q / q.square().sum(0, keepdim: true).sqrt();
        var x = randn(B, N, generator: generator) * (rand(B, N, generator: generator) < 0.1).to(float32);
        var b = x.matmul(q.t()) + (randn(B, M, generator: generator) * 0.01);
        return (q, new Batch(b, x));
    }

    private static void Write(string folder, Tensor q, Batch batch, Competitor competitor)
    {
        void File(string name, Tensor tensor) => System.IO.File.WriteAllBytes(Path.Combine(folder, name + ".f32"), tensor.detach().contiguous().bytes.ToArray());
        File("Q", q);
        File("b", batch.Input);
        File("X", batch.Target!);
        foreach (var (name, tensor) in competitor.State())
        {
            File(name.Split('.')[^1], tensor);
        }

        System.IO.File.WriteAllText(Path.Combine(folder, "settings.json"), JsonSerializer.Serialize(new Dictionary<string, double>
        {
            ["m"] = M, ["n"] = N, ["hidden"] = Hidden, ["k"] = K, ["batch"] = B, ["alpha"] = Alpha, ["learning_rate"] = Rate,
            ["power_iterations"] = PowerIterations, ["curvature"] = competitor.Curvature,
        }));
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    /// <summary>The product's problem with one way to the hypergradient.</summary>
    private sealed class Competitor : IDisposable
    {
        private readonly LearnedOperator d;
        private readonly LearningProblem problem;
        private readonly IHypergradient hypergradient;
        private readonly Batch batch;
        private readonly AdamUpdate adam;
        private long step;

        public Competitor(Tensor q, Batch batch, IHypergradient hypergradient)
        {
            this.batch = batch;
            this.hypergradient = hypergradient;
            using var generator = new Generator(2, CPU);
            var data = new LeastSquares(q);
            Curvature = data.Curvature;
            d = new Composed(
                new ProximalGradient(data, N, new ProximalGradientOptions(), float32, CPU),
                new FullyConnectedNet(new FullyConnectedOptions { Size = N, Hidden = [Hidden], IdentityShift = 1, PowerIterations = PowerIterations }, generator, float32, CPU));
            var loss = new MeanSquaredError();
            problem = new LearningProblem
            {
                Method = new HodlMethod(d, loss, Alpha, mu: 0, share: 0.5, new FullSpace()),
                Loss = loss,
                BatchAt = _ => batch,
                Start = _ => new State(zeros(B, N)),
            };
            if (!hypergradient.Applies(problem))
            {
                throw new InvalidOperationException($"{hypergradient.GetType().Name} does not apply.");
            }

            adam = new AdamUpdate(problem.Learned(), problem.LearnedRates());
        }

        public double Curvature { get; }

        public Dictionary<string, Tensor> State() => d.state_dict();

        public (double Loss, double Cpu, double Wall) Step()
        {
            var loss = double.NaN;
            var (cpu, wall) = Clock.Time(() => loss = Take());
            return (loss, cpu, wall);
        }

        /// <summary>The highest sum of allocations less frees within one step, as the allocator counts them.</summary>
        public long PeakBytes()
        {
            TorchRuntime.ResetPeak();
            var before = TorchRuntime.Memory.LiveBytes;
            Take();
            return TorchRuntime.Memory.PeakBytes - before;
        }

        public void Dispose()
        {
            adam.Dispose();
            d.Dispose();
        }

        private double Take()
        {
            using var scope = NewDisposeScope();
            using var gradient = hypergradient.Compute(problem, batch, K, null, CancellationToken.None);
            gradient.Norm();
            adam.Step(gradient.Gradients, Rate, ++step);
            return gradient.Phi;
        }
    }
}
