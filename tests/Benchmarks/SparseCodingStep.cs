using System.Globalization;
using System.Text.Json;
using Hodl.Core.Data;
using Hodl.Core.Hypergradients;
using Hodl.Core.Operators.Networks;
using Hodl.Core.Operators.Numerical;
using Hodl.Core.Solvers;
using Hodl.Core.Tasks;
using Hodl.Core.Torch;
using static TorchSharp.torch;

namespace Hodl.Benchmarks;

/// <summary>
/// One outer step of the task regularised sparse coding (Q 500 × 250, K = 25, batch 256, sHODL) as the product takes it —
/// hypergradient, its norm, the residual, Adam — against sparse_coding_step.py, which takes gradient and Adam only. All
/// competitors take turns in one run, one thread each, and every loss of the sequences is compared.
/// </summary>
internal static class SparseCodingStep
{
    private const int Steps = 40, Warmup = 5, ExactSteps = 10, Seed = 1;

    private static readonly string[] Peers = ["eager", "gram"];

    /// <summary>D_net with one hidden layer of n units.</summary>
    public static void RunPlain() => Run(new RegularizedSparseCodingSettings { Network = NetworkKind.Plain, Width = 1 });

    /// <summary>The task's own default: a convex potential net with 2n units.</summary>
    public static void RunDefault() => Run(new RegularizedSparseCodingSettings());

    private static void Run(RegularizedSparseCodingSettings settings)
    {
        TorchRuntime.SetThreads(1);
        settings = settings with { TrainItems = settings.BatchSize, TestItems = 1 };
        Meet(settings, float32, (fused, plain, peer) => Compare(settings, fused, plain, peer));
        Meet(settings, float64, Agree);
    }

    private static void Meet(RegularizedSparseCodingSettings settings, ScalarType dtype, Action<SparseCodingCompetitor, SparseCodingCompetitor, Peer> meeting)
    {
        var folder = Directory.CreateTempSubdirectory("hodl-bench-").FullName;
        try
        {
            using var scope = NewDisposeScope();
            var data = RegularizedSparseCoding.Draw(settings, Seed, dtype, CPU);
            var batch = new Batch(data.Observations.narrow(0, 0, settings.BatchSize), data.Codes.narrow(0, 0, settings.BatchSize));
            using var fused = new SparseCodingCompetitor(settings, data, batch, Seed, new FusedReverseMode());
            using var plain = new SparseCodingCompetitor(settings, data, batch, Seed, new ReverseMode());
            Write(folder, settings, data, batch, fused.Problem);
            using var peer = new Peer("sparse_coding_step.py", folder);
            meeting(fused, plain, peer);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>
    /// That all compute the same. Training in float32 doubles rounding differences again and again, PyTorch's own two
    /// variants against each other too; in float64 they stay too small to matter.
    /// </summary>
    private static void Agree(SparseCodingCompetitor fused, SparseCodingCompetitor plain, Peer peer)
    {
        double fusedApart = 0, plainApart = 0;
        for (var step = 0; step < ExactSteps; step++)
        {
            var eager = peer.Ask("eager").GetProperty("loss").GetDouble();
            fusedApart = Math.Max(fusedApart, Math.Abs((fused.Step().Loss / eager) - 1));
            plainApart = Math.Max(plainApart, Math.Abs((plain.Step().Loss / eager) - 1));
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  losses of {ExactSteps} steps in float64, relative to eager: reverse mode apart {plainApart:E1}, fused {fusedApart:E1}"));
    }

    private static void Compare(RegularizedSparseCodingSettings settings, SparseCodingCompetitor fused, SparseCodingCompetitor plain, Peer peer)
    {
        var series = Peers.Append("plain").Append("fused").ToDictionary(name => name, _ => new StepTimes(Warmup));
        for (var step = 0; step < Steps; step++)
        {
            foreach (var name in Peers)
            {
                var answer = peer.Ask(name);
                series[name].Add(answer.GetProperty("loss").GetDouble(), answer.GetProperty("cpu").GetDouble(), answer.GetProperty("wall").GetDouble());
            }

            series["plain"].Add(plain.Step());
            series["fused"].Add(fused.Step());
        }

        Console.WriteLine($"D_net {settings.Network}, width {settings.Width} n, Q {settings.Rows} x {settings.Columns}, K = {settings.K}, batch {settings.BatchSize}, 1 thread, {Steps - Warmup} of {Steps} steps, PyTorch {peer.Greeting.GetProperty("torch")}");
        series["eager"].Report("PyTorch eager", series["eager"]);
        series["gram"].Report("PyTorch eager, Gram", series["eager"]);
        series["plain"].Report("here, reverse mode", series["eager"]);
        series["fused"].Report("here, fused adjoint", series["eager"]);
        var (own, bytes, eager) = (plain.PeakBytes(), fused.PeakBytes(), peer.Ask("memory").GetProperty("bytes").GetInt64());
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  peak tensor memory of a step: PyTorch eager {eager / 1e6:F1} MB, here reverse mode {own / 1e6:F1} MB, fused {bytes / 1e6:F1} MB = {(double)bytes / eager:F2} of eager"));
    }

    private static void Write(string folder, RegularizedSparseCodingSettings settings, SparseCodes data, Batch batch, LearningProblem problem)
    {
        static string Short(string name) => name.Split('.')[^1];
        var omega = problem.Method.Omega;
        Dictionary<string, Tensor> files = omega.state_dict().ToDictionary(pair => Short(pair.Key), pair => pair.Value);
        (files["Q"], files["b"], files["X"]) = (data.Q, batch.Input, batch.Target!);
        foreach (var (name, tensor) in files)
        {
            File.WriteAllBytes(Path.Combine(folder, name + ".bin"), tensor.detach().contiguous().bytes.ToArray());
        }

        File.WriteAllText(Path.Combine(folder, "shapes.json"), JsonSerializer.Serialize(files.ToDictionary(pair => pair.Key, pair => pair.Value.shape)));
        File.WriteAllText(Path.Combine(folder, "settings.json"), JsonSerializer.Serialize(new Dictionary<string, object>
        {
            ["type"] = data.Q.dtype == float64 ? "float64" : "float32",
            ["k"] = settings.K,
            ["alpha"] = settings.Alpha,
            ["learning_rate"] = settings.LearningRate,
            ["power_iterations"] = new FullyConnectedOptions { Size = 1, Hidden = [1] }.PowerIterations,
            ["step_bound"] = ConvexPotentialNet.StepBound,
            ["curvature"] = new LeastSquares(data.Q).Curvature,
            ["parameters"] = omega.named_parameters().Select(pair => Short(pair.Item1)).ToArray(),
            ["factors"] = problem.LearnedRates(),
            ["buffers"] = omega.named_buffers().Select(pair => Short(pair.Item1)).ToArray(),
        }));
    }
}
