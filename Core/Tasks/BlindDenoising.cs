using Hodl.Core.Data;
using Hodl.Core.Hypergradients;
using Hodl.Core.Imaging;
using Hodl.Core.Metrics;
using Hodl.Core.Random;
using Hodl.Core.Runs;
using Hodl.Core.Solvers;
using Hodl.Core.Solvers.Losses;
using Hodl.Core.Training;
using static TorchSharp.torch;

namespace Hodl.Core.Tasks;

/// <summary>
/// Tuning a denoiser without the truth (review, Sections 3.1.2 and 6.2): the weights of DCT filters in (Ex) by SURE, the
/// discrepancy principle, the noise corridor or band-wise variances of the residual on the noisy image alone, against
/// supervised tuning of the same denoiser. Preset <c>penalties</c> compares convex and non-convex φ with the same filters
/// (Section 6.1), learned on patches of BSD400.
/// </summary>
public sealed class BlindDenoising : ITask, ICertifiable
{
    private const ulong TestNoise = 1;
    private const ulong TrainNoise = 2;
    private const ulong PatchStream = 3;
    private const int ImageSide = 256;

    /// <inheritdoc/>
    public string Id => "blind-denoising";

    /// <inheritdoc/>
    public string Name => "Blind denoising";

    /// <inheritdoc/>
    public string Summary => "A denoiser is tuned from the noisy image alone, against tuning by the truth.";

    /// <inheritdoc/>
    public Type SettingsType => typeof(BlindDenoisingSettings);

    /// <inheritdoc/>
    public IReadOnlyList<TaskMethod> Methods { get; } =
    [
        new("supervised", "Supervised", "The loss compares with the truth: what blind tuning is measured by."),
        new("sure", "SURE", "Stein's unbiased risk estimate (3.3) with a Monte-Carlo divergence (3.4)."),
        new("noise-corridor", "Noise corridor", "Local variances of the residual within σ²(1 ± √2/m), (6.2)."),
        new("discrepancy", "Discrepancy", "The variance of the residual is σ²."),
        new("band-variance", "Band variances", "The residual's variance in every band of the DCT is that of white noise."),
    ];

    /// <inheritdoc/>
    public IReadOnlyList<TaskPreset> Presets { get; } =
    [
        new("quick", "Quick", "The middle 64 × 64 pixels, 24 filters, 60 upper steps; some seconds a method.", new BlindDenoisingSettings { Side = 64, FilterSide = 5, OuterSteps = 60 }) { Methods = Blind },
        new("paper", "Blind against supervised", "The cameraman of 256 × 256, σ = 25/255; seed 1: supervised tuning 27.52 dB by the truth of this very image, 27.43 dB by BSD400 patches; SURE 27.49, Noise corridor 27.21, Band variances 26.61, Discrepancy 26.17. The residual of the best denoiser has a smaller variance than the noise; SURE allows for that, the corridor's window and λ were chosen on this image so that it does.", new BlindDenoisingSettings()) { Methods = Blind },
        new("penalties", "Convex and non-convex φ", "Weights of 48 DCT filters learned on BSD400 patches, tested on the cameraman: 27.43 dB convex, 28.34 log-sum, 28.31 Student-t (seed 1).", new BlindDenoisingSettings { TrainOn = BlindTraining.Patches, OuterSteps = 150, HighPrecision = false })
        {
            Variants =
            [
                new("CR1N, convex", new Dictionary<string, string> { ["Penalty"] = "CornerRounded" }),
                new("log-sum", new Dictionary<string, string> { ["Penalty"] = "LogSum", ["Epsilon"] = "0.03", ["Beta0"] = "-6.5" }),
                new("Student-t", new Dictionary<string, string> { ["Penalty"] = "StudentT", ["Epsilon"] = "0.01", ["Beta0"] = "-6" }),
            ],
        },
    ];

    private static string[] Blind => ["supervised", "sure", "noise-corridor", "discrepancy", "band-variance"];

    /// <inheritdoc/>
    public IReadOnlyList<MetricInfo> Metrics { get; } =
    [
        FilterReport.Infos[1],
        new("phi", "ℓ — upper loss", Better: Better.Lower),
        .. OuterSeries.Infos.Skip(1),
        FilterReport.Infos[0],
        .. FilterReport.Infos.Skip(2),
    ];

    /// <inheritdoc/>
    public bool IsReverseMode(string method) => false;

    /// <inheritdoc/>
    public string? Refuse(string method, TaskSettings settings)
    {
        var own = (BlindDenoisingSettings)settings;
        return own.FilterSide > own.PatchSide || Math.Max(own.Window, own.BandSide) > own.Side ? "Filters and window must fit into the images." : null;
    }

    /// <inheritdoc/>
    public IReadOnlyList<DataNeed> Needs(string method, TaskSettings settings) =>
        ((BlindDenoisingSettings)settings).TrainOn == BlindTraining.Patches && method == "supervised"
            ? [new("", DataCatalog.Cameraman, "a generated image"), new("", DataCatalog.Bsd400, "generated images")]
            : [new("", DataCatalog.Cameraman, "a generated image")];

    /// <inheritdoc/>
    public double EstimateSeconds(string method, TaskSettings settings)
    {
        var own = (BlindDenoisingSettings)settings;
        var pixels = own.TrainOn == BlindTraining.Patches && method == "supervised" ? own.Patches * (double)own.PatchSide * own.PatchSide : own.Side * (double)own.Side * (method == "sure" ? 2 : 1);
        var pass = pixels * Math.Pow(own.FilterSide, 4) * 3.5e-11;
        return 2 + (pass * own.OuterSteps * (own.K + own.LinearSteps + 5));
    }

    /// <inheritdoc/>
    public void Run(RunContext run, CancellationToken token)
    {
        var settings = run.Settings<BlindDenoisingSettings>();
        using var scope = NewDisposeScope();
        var device = TaskMachine.Prepare(settings);
        var image = Test(run, settings, token);
        using var learning = Problem(run, settings, image, settings.HighPrecision ? float64 : float32, device, token);
        FilterRun.Learn(run, settings, learning, image, 0, token);
    }

    /// <inheritdoc/>
    public CertifiableProblem Certifiable(RunContext run, CancellationToken token)
    {
        var settings = run.Settings<BlindDenoisingSettings>();
        var silent = run with { Observer = new SilentObserver() };
        var learning = Problem(silent, settings, Test(silent, settings, token), float64, CPU, token);
        return new(learning.Problem, settings.K) { Way = learning.Way, Items = 0 };
    }

    private static PairedImage Test(RunContext run, BlindDenoisingSettings settings, CancellationToken token)
    {
        var image = GrayImages.One(run, DataCatalog.Cameraman, ImageSide, token);
        var corner = (ImageSide - settings.Side) / 2;
        var clean = image.Image.Crop(corner, corner, settings.Side, settings.Side);
        return new(image.Name, Degradation.GaussianNoise(clean, settings.Sigma, new Philox((ulong)run.Spec.Seed, TestNoise)), clean);
    }

    private static FilterLearning Problem(RunContext run, BlindDenoisingSettings settings, PairedImage image, ScalarType dtype, Device device, CancellationToken token)
    {
        Image[] clean = run.Spec.Method == "supervised" && settings.TrainOn == BlindTraining.Patches
            ? [.. GrayImages.Patches(run, DataCatalog.Bsd400, settings.Patches, settings.PatchSide, new Philox((ulong)run.Spec.Seed, PatchStream), token)]
            : [image.Target];
        var random = new Philox((ulong)run.Spec.Seed, TrainNoise);
        Image[] noisy = clean.Length == 1 && ReferenceEquals(clean[0], image.Target) ? [image.Input] : [.. clean.Select(patch => Degradation.GaussianNoise(patch, settings.Sigma, random))];
        var y = ImageTensor.Stack(noisy, dtype, device);
        using var signs = new Generator(StepSeed.Of(run.Spec.Seed, 0));
        var batch = run.Spec.Method switch
        {
            "supervised" => new Batch(y, ImageTensor.Stack(clean, dtype, device)),
            "sure" => new Batch(BlindLoss.Probe(y, settings.Probe * settings.Sigma, signs)),
            "noise-corridor" or "discrepancy" or "band-variance" => new Batch(y),
            _ => throw TaskMethod.Unknown(run.Spec.Method, "supervised", "sure", "noise-corridor", "discrepancy", "band-variance"),
        };
        BlindLoss Blind(BlindLossKind kind) => new(kind, settings.Sigma, kind == BlindLossKind.Bands ? settings.BandSide : settings.Window);
        ILoss loss = run.Spec.Method switch
        {
            "sure" => Blind(BlindLossKind.Sure),
            "noise-corridor" => Blind(BlindLossKind.Corridor),
            "discrepancy" => Blind(BlindLossKind.Discrepancy),
            "band-variance" => Blind(BlindLossKind.Bands),
            _ => new ImageLoss(settings.Loss), // supervised: others have been refused above
        };
        return new("ift", settings, CosineFilters.Create(settings.FilterSide).to(dtype).to(device), batch, loss, loss is BlindLoss { Kind: not BlindLossKind.Sure } ? settings.Spread : 0);
    }
}
