using Hodl.Core.Data;
using Hodl.Core.Imaging;
using Hodl.Core.Metrics;
using Hodl.Core.Random;
using Hodl.Core.Runs;
using Hodl.Core.Solvers;
using static TorchSharp.torch;

namespace Hodl.Core.Tasks;

/// <summary>
/// Test images of constrained sparse coding: each cropped to whole patches (multiples of the patch size), degraded once,
/// solved patch by patch, and measured whole: Qu^K clipped to [0, 1] against the clean image.
/// </summary>
public sealed class PatchReconstruction
{
    private const int Probe = 256;
    private const int Cheap = 2048;
    private const int Followed = 2;  // images whose inner iterates are shown
    private readonly List<(string Name, Image Clean, Image Noisy, PatchGrid Grid)> images = [];
    private readonly ScalarType dtype;
    private readonly Device device;
    private List<(Image Output, IReadOnlyDictionary<string, double> Metrics)>? latest;
    private bool sourcesShown;

    /// <summary>Prepares the test images.</summary>
    /// <param name="set">Any images; turned to BT.601 gray.</param>
    /// <param name="settings">Patch size, noise, and the largest side to test on.</param>
    /// <param name="seed">Of the noise.</param>
    /// <param name="dtype">Type of the computation.</param>
    /// <param name="device">Its place.</param>
    public PatchReconstruction(ImageSet set, ConstrainedSparseCodingSettings settings, ulong seed, ScalarType dtype, Device device)
    {
        this.dtype = dtype;
        this.device = device;
        var size = ConstrainedSparseCodingSettings.PatchSide;
        foreach (var (named, index) in set.Images.Select((named, index) => (named, index)))
        {
            var gray = Luma.Gray(named.Image);
            var limit = settings.TestSide == 0 ? int.MaxValue : settings.TestSide;
            var (height, width) = (Math.Min(gray.Height, limit) / size * size, Math.Min(gray.Width, limit) / size * size);
            var clean = gray.Crop((gray.Height - height) / 2 * (limit == int.MaxValue ? 0 : 1), (gray.Width - width) / 2 * (limit == int.MaxValue ? 0 : 1), height, width);
            var noisy = Degradation.SaltAndPepper(clean, settings.NoiseDensity, new Philox(seed, (1UL << 48) + (ulong)index));
            images.Add((named.Name, clean, noisy, new PatchGrid(height, width, size)));
        }
    }

    /// <summary>
    /// At outer step t: the test curve on probe patches far beyond K with its value at K, psnr_probe, and the means
    /// psnr_gray and ssim_gray over the images with the images themselves; at the last step only when they are many patches.
    /// </summary>
    public void Report(CodingMethod method, ConstrainedSparseCodingSettings settings, long t, IRunObserver observer, CancellationToken token)
    {
        Curve(method, settings, t, observer, token);
        if (t < settings.OuterSteps && images.Sum(image => image.Grid.Count) > Cheap)
        {
            return;
        }

        latest = Measure(method, settings, settings.K, token);
        observer.OnMetric("psnr_gray", t, latest.Average(item => item.Metrics["psnr_gray"]));
        observer.OnMetric("ssim_gray", t, latest.Average(item => item.Metrics["ssim_gray"]));
        if (t < settings.OuterSteps)
        {
            Sources(observer);
            Outputs(latest, t, observer);
        }
    }

    /// <summary>The result table and the pictures of the trained method.</summary>
    public void Conclude(CodingMethod method, ConstrainedSparseCodingSettings settings, IRunObserver observer, CancellationToken token)
    {
        var measured = latest ?? Measure(method, settings, settings.K, token);
        observer.OnResult(Sample.Summarise("psnr_gray", [.. measured.Select(item => item.Metrics["psnr_gray"])]));
        observer.OnResult(Sample.Summarise("ssim_gray", [.. measured.Select(item => item.Metrics["ssim_gray"])]));
        if (settings.TestK > settings.K && RunsPastK(method, settings))
        {
            var beyond = Measure(method, settings, settings.TestK, token);
            observer.OnResult(Sample.Summarise("psnr_gray_beyond", [.. beyond.Select(item => item.Metrics["psnr_gray"])]));
        }

        Sources(observer);
        Outputs(measured, settings.OuterSteps, observer);
        foreach (var (name, clean, noisy, _) in images.Take(Followed))
        {
            var longest = RunsPastK(method, settings) ? Math.Max(settings.K, settings.TestK) : settings.K;
            var (_, way) = new PatchSolver(method, dtype, device).Solve(noisy, longest, Iterations(settings.K, longest), token);
            foreach (var (k, image) in way)
            {
                observer.OnImage(Picture(name, "output", image, ImageQuality.Gray(image, clean)) with { Step = settings.OuterSteps, Inner = k });
            }
        }
    }

    /// <summary>1, 2, 3, 5, 8 … (half as many again each time) with K and the last k among them.</summary>
    private static List<int> Iterations(int k, int last)
    {
        var wanted = new SortedSet<int> { k, last };
        for (var next = 1; next < last; next += Math.Max(1, (next + 1) / 2))
        {
            wanted.Add(next);
        }

        return [.. wanted];
    }

    private void Sources(IRunObserver observer)
    {
        if (sourcesShown)
        {
            return;
        }

        sourcesShown = true;
        foreach (var (name, clean, noisy, _) in images)
        {
            observer.OnImage(Picture(name, "input", noisy, ImageQuality.Gray(noisy, clean)));
            observer.OnImage(Picture(name, "reference", clean, new Dictionary<string, double>()));
        }
    }

    private void Outputs(List<(Image Output, IReadOnlyDictionary<string, double> Metrics)> measured, long step, IRunObserver observer)
    {
        for (var i = 0; i < images.Count; i++)
        {
            observer.OnImage(Picture(images[i].Name, "output", measured[i].Output, measured[i].Metrics) with { Step = step });
        }
    }

    private bool RunsPastK(CodingMethod method, ConstrainedSparseCodingSettings settings)
    {
        using var scope = NewDisposeScope();
        return method.Method.Test(ProbeBatch()).Limit is not { } limit || limit > settings.K;
    }

    private static RunImage Picture(string name, string role, Image image, IReadOnlyDictionary<string, double> metrics) => new()
    {
        Name = name,
        Role = role,
        Height = image.Height,
        Width = image.Width,
        Channels = 1,
        Pixels = image.Pixels,
        Metrics = metrics,
    };

    private List<(Image Output, IReadOnlyDictionary<string, double> Metrics)> Measure(CodingMethod method, ConstrainedSparseCodingSettings settings, int k, CancellationToken token)
    {
        var result = new List<(Image, IReadOnlyDictionary<string, double>)>();
        foreach (var (_, clean, noisy, _) in images)
        {
            var output = new PatchSolver(method, dtype, device).Solve(noisy, k, token);
            result.Add((output, ImageQuality.Gray(output, clean)));
        }

        return result;
    }

    /// <summary>Probe patches spread over all images: their relative steps and PSNR for k = 1 … max(K, TestK).</summary>
    private void Curve(CodingMethod method, ConstrainedSparseCodingSettings settings, long t, IRunObserver observer, CancellationToken token)
    {
        using var scope = NewDisposeScope();
        var batch = ProbeBatch();
        using var trace = new InnerTrace(u => (method.Image(u) - batch.Target!).square().mean().log10() * -10.0);
        InnerLoop.Run(method.Method.Test(batch), method.Start(batch), Math.Max(settings.K, settings.TestK), trace, token: token);
        observer.OnInnerCurve(new("relative_step", t, settings.K, "test", trace.RelativeSteps));
        observer.OnMetric("psnr_probe", t, trace.Measures[settings.K - 1]);
        observer.OnInnerCurve(new("psnr_probe", t, settings.K, "test", trace.Measures));
    }

    private Batch ProbeBatch()
    {
        var share = Math.Max(1, Probe / images.Count);
        var (input, target) = (new List<float>(), new List<float>());
        var length = ConstrainedSparseCodingSettings.PatchSide * ConstrainedSparseCodingSettings.PatchSide;
        foreach (var (_, clean, noisy, grid) in images)
        {
            var (from, truth) = (grid.Extract(noisy), grid.Extract(clean));
            for (var i = 0; i < Math.Min(share, grid.Count); i++)
            {
                var at = (int)((long)i * grid.Count / share) % grid.Count * length;
                input.AddRange(from.AsSpan(at, length));
                target.AddRange(truth.AsSpan(at, length));
            }
        }

        return new(Rows([.. input], length), Rows([.. target], length));
    }

    private Tensor Rows(float[] values, int length) => tensor(values, [values.Length / length, length]).to(dtype).to(device);
}
