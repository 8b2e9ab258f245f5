using Hodl.Core.Data;
using Hodl.Core.Imaging;
using Hodl.Core.Metrics;
using Hodl.Core.Runs;
using Hodl.Core.Solvers;
using static TorchSharp.torch;

namespace Hodl.Core.Tasks;

/// <summary>
/// What filter learning measures: SNR (3.2) and PSNR of the test image, restored whole from its noisy self, and pictures of
/// the filters as they evolve.
/// </summary>
/// <param name="learning">The problem.</param>
/// <param name="settings">Steps at test time.</param>
/// <param name="test">A noisy image with the truth.</param>
/// <param name="shift">Added to levels before they are shown, for images that are not on [0, 1].</param>
internal sealed class FilterReport(FilterLearning learning, FilterSettings settings, PairedImage test, float shift = 0)
{
    private const int Snapshots = 10;
    private (long Step, Image Output, int Steps)? latest;

    /// <summary>Series and results that <see cref="Conclude"/> and <see cref="Evaluate"/> give.</summary>
    public static IReadOnlyList<MetricInfo> Infos { get; } =
    [
        Snr.Info,
        ImageQuality.GrayInfos[0],
        new("snr_noisy_db", "SNR of the noisy test image", "dB", IsResult: true),
        new("test_steps", "Lower steps on the test image", "inner steps", IsResult: true, IsCount: true),
        new("upper_seconds", "Seconds of all upper steps, evaluations left out", "s", Better.Lower, IsResult: true),
    ];

    /// <summary>SNR and PSNR at outer step t; the filters at about ten steps.</summary>
    public void Evaluate(long t, IRunObserver observer, CancellationToken token)
    {
        var (output, steps) = Restore(token);
        latest = (t, output, steps);
        observer.OnMetric("snr_db", t, Snr.Of(output, test.Target));
        observer.OnMetric("psnr_gray", t, Psnr.Of(output, test.Target));
        if (t % Math.Max(settings.EvaluateEvery, settings.OuterSteps / Snapshots) == 0 || t == settings.OuterSteps)
        {
            observer.OnImage(FilterPictures.Bank(learning.Parameters, t));
        }
    }

    /// <summary>The results and the pictures.</summary>
    public void Conclude(IRunObserver observer, CancellationToken token)
    {
        var (output, steps) = latest is { } seen && seen.Step == settings.OuterSteps ? (seen.Output, seen.Steps) : Restore(token);
        var (snr, psnr) = (Snr.Of(output, test.Target), Psnr.Of(output, test.Target));
        observer.OnResult(new("snr_db", snr));
        observer.OnResult(new("psnr_gray", psnr));
        observer.OnResult(new("snr_noisy_db", Snr.Of(test.Input, test.Target)));
        observer.OnResult(new("test_steps", steps));
        Show(observer, "input", test.Input, 0, Quality(test.Input));
        Show(observer, "output", output, settings.OuterSteps, Quality(output));
        Show(observer, "reference", test.Target, 0, new Dictionary<string, double>());
        observer.OnImage(FilterPictures.Curve(settings.Phi));
    }

    /// <summary>The test image through the lower level at the present γ, not clipped.</summary>
    public (Image Output, int Steps) Restore(CancellationToken token)
    {
        using var ungraded = no_grad();
        using var scope = NewDisposeScope();
        var filters = learning.Parameters.Filters;
        var noisy = ImageTensor.From(test.Input, filters.dtype, filters.device);
        var solve = InnerLoop.Run(
            learning.Method.Test(new Batch(noisy)), new(noisy), settings.TestK, null, settings.TestTolerance * Math.Sqrt(noisy.numel()), token: token);
        return (ImageTensor.ToImage(solve.U[0]), solve.Iterations);
    }

    private Dictionary<string, double> Quality(Image image) =>
        new() { ["snr_db"] = Snr.Of(image, test.Target), ["psnr_gray"] = Psnr.Of(image, test.Target) };

    private void Show(IRunObserver observer, string role, Image image, long step, Dictionary<string, double> metrics) => observer.OnImage(new()
    {
        Name = test.Name,
        Role = role,
        Step = step,
        Height = image.Height,
        Width = image.Width,
        Channels = image.Channels,
        Pixels = Array.ConvertAll(image.Pixels, value => Math.Clamp(value + shift, 0f, 1f)),
        Metrics = metrics,
    });
}
