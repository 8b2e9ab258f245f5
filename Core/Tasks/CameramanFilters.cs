using Hodl.Core.Bilevel.Filters;
using Hodl.Core.Data;
using Hodl.Core.Hypergradients;
using Hodl.Core.Imaging;
using Hodl.Core.Metrics;
using Hodl.Core.Random;
using Hodl.Core.Runs;
using Hodl.Core.Solvers.Losses;
using Hodl.Core.Training;
using static TorchSharp.torch;

namespace Hodl.Core.Tasks;

/// <summary>
/// The review's filter learning on the cameraman (Figs. 5.2, 6.1, 6.2, D.2; Appendix D.2): 48 DCT filters of 7 × 7 and their
/// weights are learned from three patches of 50 × 50 alone and tested on the whole image of 512 × 512. Ten warm-started OGM
/// steps and ten of CG an upper step; Adam. SNR 14.56 → 23.49 (β) → 25.35 dB (filters and β).
/// </summary>
public sealed class CameramanFilters : ITask, ICertifiable
{
    private const ulong TestNoise = 1;
    private const ulong TrainNoise = 2;
    private const int Side = 512;
    private const int PatchSide = 50;

    // Top left pixels, counted from 1.
    private static readonly (int Row, int Column)[] Patches = [(311, 221), (221, 371), (101, 251)];

    /// <inheritdoc/>
    public string Id => "cameraman-filters";

    /// <inheritdoc/>
    public string Name => "Cameraman filters";

    /// <inheritdoc/>
    public string Summary => "48 filters learned from three small patches denoise the whole cameraman.";

    /// <inheritdoc/>
    public Type SettingsType => typeof(CameramanFiltersSettings);

    /// <inheritdoc/>
    public IReadOnlyList<TaskMethod> Methods => FilterWays.All;

    /// <inheritdoc/>
    public IReadOnlyList<TaskPreset> Presets { get; } =
    [
        new("quick", "Quick", "Filters and β, 400 upper steps at ten times Adam's rate; under a minute.", new CameramanFiltersSettings { OuterSteps = 400, LearningRate = 0.01, EvaluateEvery = 200, TestK = 100 }),
        new("paper", "Paper: filters and β", "6000 upper steps, minutes on a free core: SNR 14.55 → 25.43 dB with seed 1; 14.56 → 25.35 dB in the review, after 10 000.", new CameramanFiltersSettings { OuterSteps = 6000, LearningRate = 0.003, EvaluateEvery = 1000 }),
        new("beta-only", "Paper: β only", "10 000 upper steps with the DCT filters; 14.56 → 23.49 dB in the review.", new CameramanFiltersSettings { Part = LearnedPart.Strengths }),
    ];

    /// <inheritdoc/>
    public IReadOnlyList<MetricInfo> Metrics { get; } =
    [
        FilterReport.Infos[0],
        new("phi", "ℓ — ½‖x̂ − x‖² over the patches", Better: Better.Lower, Log: true),
        .. OuterSeries.Infos.Skip(1),
        .. FilterReport.Infos.Skip(1),
    ];

    /// <inheritdoc/>
    public bool IsReverseMode(string method) => method == "unrolled";

    /// <inheritdoc/>
    public string? Refuse(string method, TaskSettings settings)
    {
        var own = (CameramanFiltersSettings)settings;
        var filters = (own.FilterSide * own.FilterSide) - 1;
        var parameters = own.Part == LearnedPart.Strengths ? filters : filters * (1L + (own.FilterSide * own.FilterSide));
        return FilterWays.Refuse(method, parameters, Patches.Length * PatchSide * PatchSide);
    }

    /// <inheritdoc/>
    public IReadOnlyList<DataNeed> Needs(string method, TaskSettings settings) => [new("", DataCatalog.Cameraman, "a generated image")];

    /// <inheritdoc/>
    public double EstimateSeconds(string method, TaskSettings settings)
    {
        var own = (CameramanFiltersSettings)settings;
        var taps = Math.Pow(own.FilterSide, 4) / 2401;
        var pass = 5e-4 * taps * (own.HighPrecision ? 2 : 1);
        var step = FilterWays.IsImplicit(method) ? pass * (own.K + (method == "jacobian-free" ? 3 : own.LinearSteps + 5)) : own.K * (method == "forward" ? 60 : 12) * pass;
        return 3 + (own.OuterSteps * step) + ((2 + (own.OuterSteps / own.EvaluateEvery)) * own.TestK * 0.02 * taps);
    }

    /// <inheritdoc/>
    public void Run(RunContext run, CancellationToken token)
    {
        var settings = run.Settings<CameramanFiltersSettings>();
        using var scope = NewDisposeScope();
        var device = TaskMachine.Prepare(settings);
        var image = GrayImages.One(run, DataCatalog.Cameraman, Side, token);
        var noisy = Degradation.GaussianNoise(image.Image, settings.Sigma, new Philox((ulong)run.Spec.Seed, TestNoise));
        using var learning = Problem(run, settings, image.Image, settings.HighPrecision ? float64 : float32, device);
        FilterRun.Learn(run, settings, learning, new(image.Name, noisy, image.Image), 0, token);
    }

    /// <inheritdoc/>
    public CertifiableProblem Certifiable(RunContext run, CancellationToken token)
    {
        var settings = run.Settings<CameramanFiltersSettings>();
        var image = GrayImages.One(run with { Observer = new SilentObserver() }, DataCatalog.Cameraman, Side, token);
        var learning = Problem(run, settings, image.Image, float64, CPU);
        return new(learning.Problem, settings.K) { Way = learning.Way, Items = 1 };
    }

    // The patches with noise of their own: training never sees the noise of the test.
    private static FilterLearning Problem(RunContext run, CameramanFiltersSettings settings, Image image, ScalarType dtype, Device device)
    {
        Image[] clean = [.. Patches.Select(patch => image.Crop(patch.Row - 1, patch.Column - 1, PatchSide, PatchSide))];
        var random = new Philox((ulong)run.Spec.Seed, TrainNoise);
        Image[] noisy = [.. clean.Select(patch => Degradation.GaussianNoise(patch, settings.Sigma, random))];
        var batch = new Batch(ImageTensor.Stack(noisy, dtype, device), ImageTensor.Stack(clean, dtype, device));
        return new(run.Spec.Method, settings, CosineFilters.Create(settings.FilterSide).to(dtype).to(device), batch, new ImageLoss(settings.Loss));
    }
}
