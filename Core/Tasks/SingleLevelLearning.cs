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
/// Filters learned without a bilevel problem (review, Sections 2.3, 2.4 and 6.1), for comparison with those learned for the denoiser:
/// analysis operator learning (2.10), transform learning (2.11), CAOL (2.12), Field of Experts (2.8), and the DCT as it is. The bank
/// then regularises (Ex) with one weight e^{β0}, found by a line search on the noisy training patches; method <c>ift</c> learns
/// filters and β of the same denoiser on the same patches. Tested on the cameraman of 512 × 512 with the noise of the task
/// <c>cameraman-filters</c>.
/// </summary>
public sealed class SingleLevelLearning : ITask, ICertifiable
{
    private const ulong TestNoise = 1;
    private const ulong TrainNoise = 2;
    private const ulong PatchStream = 3;
    private const int Side = 512;

    /// <inheritdoc/>
    public string Id => "single-level-learning";

    /// <inheritdoc/>
    public string Name => "Single-level filter learning";

    /// <inheritdoc/>
    public string Summary => "Filters learned for sparsity alone denoise beside filters learned for denoising.";

    /// <inheritdoc/>
    public Type SettingsType => typeof(SingleLevelLearningSettings);

    /// <inheritdoc/>
    public IReadOnlyList<TaskMethod> Methods { get; } =
    [
        new("transform", "Transform learning", "min ‖ΩY − Z‖² + λ(‖Ω‖² − ln|det Ω|) with s entries in each column of Z, (2.11)."),
        new("caol", "CAOL", "min ½‖c_k ∗ x − z_k‖² + β‖z_k‖₀ over a tight frame of filters, (2.12)."),
        new("aol", "AOL", "min ‖ΩX‖₁ + ½β‖X − Y‖² over Parseval frames Ω, (2.10)."),
        new("foe", "Field of Experts", "Student-t experts by contrastive divergence, (2.8)."),
        new("dct", "DCT", "The filters that all start from, not learned."),
        new("ift", "Bilevel (IFT)", "Filters and β learned for this denoiser by the implicit gradient (4.8), on the same patches."),
    ];

    /// <inheritdoc/>
    public IReadOnlyList<TaskPreset> Presets { get; } =
    [
        new("quick", "Quick", "24 filters of 5 × 5 from eight patches of BSD400.", new SingleLevelLearningSettings
        {
            FilterSide = 5, Sparsity = 5, Patches = 8, OuterSteps = 300, LearningRate = 0.01, EvaluateEvery = 150, CurveEvery = 150, CheckpointEvery = 100, Signals = 3000, TestK = 100,
        })
        { Methods = ["transform", "caol", "aol", "dct", "ift"] },
        new("paper", "All side by side", "48 filters of 7 × 7 from twenty patches of BSD400, 2000 steps.", new SingleLevelLearningSettings()) { Methods = Every },
        new("sources", "Where patches come from", "BSD400, Set14 and drawn pictures.", new SingleLevelLearningSettings { OuterSteps = 1000 })
        {
            Methods = ["transform", "caol", "ift"],
            Variants = [.. Enum.GetNames<PatchSource>().Select(name => new PresetVariant(name, new Dictionary<string, string> { ["Source"] = name }))],
        },
    ];

    private static string[] Every => ["transform", "caol", "aol", "foe", "dct", "ift"];

    /// <inheritdoc/>
    public IReadOnlyList<MetricInfo> Metrics { get; } =
    [
        FilterReport.Infos[0],
        new("objective", "What single-level learning lowers, a signal (AOL, transform) or a pixel (CAOL, FoE)"),
        new("phi", "ℓ — ½‖x̂ − x‖² over the patches (bilevel)", Better: Better.Lower, Log: true),
        .. OuterSeriesInfos,
        new("beta0", "β0 of the denoiser, tuned on the patches"),
        .. FilterReport.Infos.Skip(1),
        new("beta0_tuned", "β0 of the denoiser", IsResult: true),
    ];

    private static IEnumerable<MetricInfo> OuterSeriesInfos => OuterSeries.Infos.Skip(1);

    /// <inheritdoc/>
    public bool IsReverseMode(string method) => false;

    /// <inheritdoc/>
    public string? Refuse(string method, TaskSettings settings)
    {
        var own = (SingleLevelLearningSettings)settings;
        var size = (own.FilterSide * own.FilterSide) - 1;
        return method == "transform" && own.Sparsity >= size ? $"The sparsity ({own.Sparsity}) must be below the {size} rows of Ω."
            : method is "transform" or "aol" && own.Signals < size ? $"There must be at least as many signals as the {size} numbers of each; there are {own.Signals}."
            : method == "ift" && own.Part == LearnedPart.Filters && own.LinearSteps == 0 ? "The implicit gradient needs linear steps."
            : null;
    }

    /// <inheritdoc/>
    public IReadOnlyList<DataNeed> Needs(string method, TaskSettings settings)
    {
        var source = ((SingleLevelLearningSettings)settings).Source;
        return
        [
            new("", DataCatalog.Cameraman, "a generated image"),
            .. source == PatchSource.Generated ? [] : new[] { new DataNeed(nameof(SingleLevelLearningSettings.Source), Data(source), "generated images") },
        ];
    }

    /// <inheritdoc/>
    public double EstimateSeconds(string method, TaskSettings settings)
    {
        var own = (SingleLevelLearningSettings)settings;
        var taps = Math.Pow(own.FilterSide, 4) / 2401;
        var pass = own.Patches * (double)own.PatchSide * own.PatchSide * taps * 7e-8;
        var size = (own.FilterSide * own.FilterSide) - 1.0;
        var step = method switch
        {
            "ift" => pass * (own.K + own.LinearSteps + 5),
            "aol" => own.Signals * size * size * own.Overcompleteness * 4e-9,
            "transform" => own.Signals * size * size * 5e-10,
            "caol" => own.Patches * (double)own.PatchSide * own.PatchSide * size * size * 3e-10,
            "foe" => own.ExpertsBatch * size * size * (own.FilterSide + 2) * (own.FilterSide + 2) * 3e-9,
            _ => 0,
        };
        return 3 + (own.OuterSteps * step) + ((2 + (own.OuterSteps / own.EvaluateEvery)) * ((own.TestK * 0.02 * taps * own.TestSide * own.TestSide / (Side * Side)) + (method == "ift" ? 0 : 800 * pass)));
    }

    /// <inheritdoc/>
    public void Run(RunContext run, CancellationToken token)
    {
        var settings = run.Settings<SingleLevelLearningSettings>();
        using var scope = NewDisposeScope();
        var device = TaskMachine.Prepare(settings);
        var test = Test(run, settings, token);
        var clean = Clean(run, settings, token);
        var batch = Noisy(settings, clean, run.Spec.Seed, settings.HighPrecision ? float64 : float32, device);
        if (run.Spec.Method == "ift")
        {
            using var learning = Bilevel(settings, batch);
            if (run.Resume is null)
            {
                var beta0 = StrengthSearch.Find(learning.Method, batch, batch.Input, zeros_like(learning.Parameters.Beta), settings.Beta0, token);
                run.Observer.OnLog(new(LogSeverity.Info, 0, string.Create(System.Globalization.CultureInfo.InvariantCulture, $"The DCT filters start with their best common weight, β0 = {beta0:0.00}.")));
            }

            FilterRun.Learn(run, settings, learning, test, 0, token);
            return;
        }

        var learner = FilterLearner.Create(run.Spec.Method, settings, clean, run.Spec.Seed);
        settings = learner.Learns ? settings : settings with { OuterSteps = 1 };
        using var denoiser = new FilterLearning("ift", settings, Start(learner, batch), batch, new ImageLoss(settings.Loss));
        new SingleLevelRun(learner, denoiser, batch, settings).Run(run, new FilterReport(denoiser, settings, test), token);
    }

    /// <inheritdoc/>
    public CertifiableProblem? Certifiable(RunContext run, CancellationToken token)
    {
        if (run.Spec.Method != "ift")
        {
            return null;
        }

        var settings = run.Settings<SingleLevelLearningSettings>();
        var clean = Clean(run with { Observer = new SilentObserver() }, settings, token);
        var learning = Bilevel(settings, Noisy(settings, clean, run.Spec.Seed, float64, CPU));
        return new(learning.Problem, settings.K) { Way = learning.Way, Items = 1 };
    }

    private static KnownData Data(PatchSource source) => source == PatchSource.Set14 ? DataCatalog.Set14 : DataCatalog.Bsd400;

    private static PairedImage Test(RunContext run, SingleLevelLearningSettings settings, CancellationToken token)
    {
        var image = GrayImages.One(run, DataCatalog.Cameraman, DataCatalog.Cameraman.Find(run.DataRoot) is null ? settings.TestSide : Side, token);
        var noisy = Degradation.GaussianNoise(image.Image, settings.Sigma, new Philox((ulong)run.Spec.Seed, TestNoise));
        Image Middle(Image whole) => whole.Crop((whole.Height - settings.TestSide) / 2, (whole.Width - settings.TestSide) / 2, settings.TestSide, settings.TestSide);
        return new(image.Name, Middle(noisy), Middle(image.Image));
    }

    private static Tensor Start(FilterLearner learner, Batch batch)
    {
        using var ungraded = no_grad();
        using var scope = NewDisposeScope();
        return learner.Filters(learner.Init()).to(batch.Input.dtype).to(batch.Input.device).MoveToOuterDisposeScope();
    }

    private static IReadOnlyList<Image> Clean(RunContext run, SingleLevelLearningSettings settings, CancellationToken token)
    {
        if (settings.Source != PatchSource.Generated)
        {
            return GrayImages.Patches(run, Data(settings.Source), settings.Patches, settings.PatchSide, new Philox((ulong)run.Spec.Seed, PatchStream), token);
        }

        var drawn = PiecewiseSmooth.Generate(settings.Patches, settings.PatchSide, (ulong)run.Spec.Seed + 1, token);
        run.Observer.OnData(drawn.Used("train"));
        return [.. drawn.Images.Select(named => named.Image)];
    }

    private static Batch Noisy(SingleLevelLearningSettings settings, IReadOnlyList<Image> clean, long seed, ScalarType dtype, Device device)
    {
        var random = new Philox((ulong)seed, TrainNoise);
        Image[] noisy = [.. clean.Select(patch => Degradation.GaussianNoise(patch, settings.Sigma, random))];
        return new(ImageTensor.Stack(noisy, dtype, device), ImageTensor.Stack(clean, dtype, device));
    }

    private static FilterLearning Bilevel(SingleLevelLearningSettings settings, Batch batch) =>
        new("ift", settings, CosineFilters.Create(settings.FilterSide).to(batch.Input.dtype).to(batch.Input.device), batch, new ImageLoss(settings.Loss));
}
