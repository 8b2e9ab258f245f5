using System.Globalization;
using System.Text.Json;
using Hodl.Core.Bilevel.Filters;
using Hodl.Core.Data;
using Hodl.Core.Imaging;
using Hodl.Core.Random;
using Hodl.Core.Torch;
using static TorchSharp.torch;

namespace Hodl.Benchmarks;

/// <summary>
/// One upper step of the task cameraman-filters — 48 filters of 7 × 7, three patches of 50 × 50, ten OGM and ten CG steps, the
/// mixed derivatives, Adam; here also the norm of the hypergradient — against filter_step.py. All
/// competitors take turns in one run; every loss of the sequences is compared.
/// </summary>
internal static class FilterStep
{
    private const int Steps = 60, Warmup = 10, ExactSteps = 10, Seed = 1, Side = 50, Patches = 3;

    private static readonly string[] Peers = ["transposed", "flipped", "fourier"];

    public static void RunOne() => Run(1);

    public static void RunTwo() => Run(2);

    private static void Run(int threads)
    {
        TorchRuntime.SetThreads(threads);
        Meet(float32, threads, (ours, peer) => Compare(ours, peer, threads));
        Meet(float64, threads, Agree);
        TorchRuntime.SetThreads(1);
    }

    private static void Meet(ScalarType dtype, int threads, Action<FilterCompetitor[], Peer> meeting)
    {
        var folder = Directory.CreateTempSubdirectory("hodl-bench-").FullName;
        try
        {
            using var scope = NewDisposeScope();
            Image[] clean = [.. PiecewiseSmooth.Generate(Patches, Side, Seed).Images.Select(named => named.Image)];
            var random = new Philox(Seed, 1);
            Image[] noisy = [.. clean.Select(image => Degradation.GaussianNoise(image, 25 / 255.0, random))];
            var batch = new Batch(ImageTensor.Stack(noisy, dtype, CPU), ImageTensor.Stack(clean, dtype, CPU));
            var filters = CosineFilters.Create(7).to(dtype);
            Write(folder, filters, batch);
            FilterCompetitor[] ours = [.. new[] { BankKind.Fused, BankKind.Library, BankKind.Fourier }.Select(bank => new FilterCompetitor(bank, threads, filters, batch))];
            using var peer = new Peer("filter_step.py", folder, threads.ToString(CultureInfo.InvariantCulture));
            meeting(ours, peer);
            foreach (var own in ours)
            {
                own.Dispose();
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static void Agree(FilterCompetitor[] ours, Peer peer)
    {
        var apart = new double[ours.Length];
        for (var step = 0; step < ExactSteps; step++)
        {
            var eager = peer.Ask(Peers[0]).GetProperty("loss").GetDouble();
            for (var i = 0; i < ours.Length; i++)
            {
                apart[i] = Math.Max(apart[i], Math.Abs((ours[i].Step().Loss / eager) - 1));
            }
        }

        Console.WriteLine($"  losses of {ExactSteps} steps in float64, relative to PyTorch: {string.Join(", ", ours.Zip(apart, (own, value) => $"{own.Name} {value.ToString("E1", CultureInfo.InvariantCulture)}"))}");
    }

    private static void Compare(FilterCompetitor[] ours, Peer peer, int threads)
    {
        var series = Peers.Concat(ours.Select(own => own.Name)).ToDictionary(name => name, _ => new StepTimes(Warmup));
        for (var step = 0; step < Steps; step++)
        {
            foreach (var name in Peers)
            {
                var answer = peer.Ask(name);
                series[name].Add(answer.GetProperty("loss").GetDouble(), answer.GetProperty("cpu").GetDouble(), answer.GetProperty("wall").GetDouble());
            }

            foreach (var own in ours)
            {
                series[own.Name].Add(own.Step());
            }
        }

        Console.WriteLine($"48 filters 7 x 7, {Patches} patches {Side} x {Side}, {FilterCompetitor.K} OGM + {FilterCompetitor.LinearSteps} CG, {threads} thread(s), {Steps - Warmup} of {Steps} steps, PyTorch {peer.Greeting.GetProperty("torch")}; eager: conv_transpose2d");
        foreach (var name in Peers)
        {
            series[name].Report("PyTorch, " + name, series[Peers[0]]);
        }

        foreach (var own in ours)
        {
            series[own.Name].Report("here, " + own.Name, series[Peers[0]]);
        }
    }

    private static void Write(string folder, Tensor filters, Batch batch)
    {
        var files = new Dictionary<string, Tensor> { ["noisy"] = batch.Input, ["clean"] = batch.Target!, ["filters"] = filters };
        foreach (var (name, tensor) in files)
        {
            File.WriteAllBytes(Path.Combine(folder, name + ".bin"), tensor.contiguous().bytes.ToArray());
        }

        File.WriteAllText(Path.Combine(folder, "shapes.json"), JsonSerializer.Serialize(files.ToDictionary(pair => pair.Key, pair => pair.Value.shape)));
        File.WriteAllText(Path.Combine(folder, "settings.json"), JsonSerializer.Serialize(new Dictionary<string, object>
        {
            ["type"] = filters.dtype == float64 ? "float64" : "float32",
            ["k"] = FilterCompetitor.K,
            ["linear_steps"] = FilterCompetitor.LinearSteps,
            ["beta0"] = FilterCompetitor.Beta0,
            ["learning_rate"] = FilterCompetitor.Rate,
            ["epsilon"] = new FilterOptions().Penalty.Epsilon,
        }));
    }
}
