using Hodl.Core.Bilevel;
using Hodl.Core.Bilevel.Filters;
using Hodl.Core.Data;
using Hodl.Core.Hypergradients;
using Hodl.Core.Imaging;
using Hodl.Core.Metrics;
using Hodl.Core.Random;
using Hodl.Core.Runs;
using Hodl.Core.Search;
using Hodl.Core.Solvers.Losses;
using Hodl.Core.Training;
using static TorchSharp.torch;

namespace Hodl.Core.Tasks;

/// <summary>
/// The review's first experiment (Fig. 1.3, Appendix D.1): an image of 0.75 in one column of every four and −0.25 in the
/// others, noise of 25/255, four random filters of 4 × 2. What is learned takes vertical differences, whose columns sum to 0:
/// they vanish on the bars. 12.69 → 28.62 dB.
/// </summary>
public sealed class VerticalBars : ITask, ICertifiable
{
    private const ulong NoiseStream = 1;
    private const ulong FilterStream = 2;
    private const float Bright = 0.75f;
    private const float Dark = -0.25f;

    /// <inheritdoc/>
    public string Id => "vertical-bars";

    /// <inheritdoc/>
    public string Name => "Vertical bars";

    /// <inheritdoc/>
    public string Summary => "Four random filters learn to be vertical differences from one noisy image of bars.";

    /// <inheritdoc/>
    public Type SettingsType => typeof(VerticalBarsSettings);

    /// <inheritdoc/>
    public IReadOnlyList<TaskMethod> Methods { get; } = [.. FilterWays.All, .. FilterUpperRun.Methods];

    /// <inheritdoc/>
    public IReadOnlyList<TaskPreset> Presets { get; } =
    [
        new("quick", "Quick", "600 upper steps at ten times Adam's rate; some seconds a method.", new VerticalBarsSettings { OuterSteps = 600, LearningRate = 0.01, EvaluateEvery = 20 })
        {
            Methods = ["ift", "unrolled", "jacobian-free"],
        },
        new("paper", "Paper", "Fig. 1.3: 4000 upper steps of Adam, β0 = −4.6, its rate falling from 0.01 (0.001 throughout ends 0.15 to 0.4 dB lower). Seeds 1–3: 27.37, 29.10, 28.30 dB; the noise decides, as the mean of every column gives 27.02, 28.35, 28.34 dB.", new VerticalBarsSettings { LearningRate = 0.01, Schedule = RateSchedule.Cosine }),
        new("beta0-grid", "Grid of β0", "The review's initial grid search, −6 … −4.", new VerticalBarsSettings())
        {
            Variants = [.. new[] { "-6", "-5.5", "-5", "-4.6", "-4.25", "-4" }.Select(value => new PresetVariant($"β0 = {value}", new Dictionary<string, string> { ["Beta0"] = value }))],
        },
    ];

    /// <inheritdoc/>
    public IReadOnlyList<MetricInfo> Metrics { get; } =
    [
        FilterReport.Infos[0],
        new("phi", "ℓ — ½‖x̂ − x‖²", Better: Better.Lower, Log: true),
        .. OuterSeries.Infos.Skip(1),
        .. FilterUpperRun.Infos,
        .. FilterReport.Infos.Skip(1),
        new("snr_columns_db", "SNR of the mean of every column, what averaging along the bars alone reaches on this noise", "dB", IsResult: true),
        new("column_sum", "Largest |sum over a filter's column|, by relative strength", Better: Better.Lower, Log: true, IsResult: true),
        new("row_sum", "Largest |sum over a filter's row|, by relative strength", IsResult: true),
    ];

    /// <inheritdoc/>
    public bool IsReverseMode(string method) => method == "unrolled";

    /// <inheritdoc/>
    public string? Refuse(string method, TaskSettings settings)
    {
        var own = (VerticalBarsSettings)settings;
        return FilterUpperRun.Knows(method) && (own.Part != LearnedPart.FiltersAndStrengths || own.Loss != ImageLossKind.SquaredError)
            ? "The upper-level methods learn filters and β together by the squared error."
            : own.Side % 4 != 0 ? $"The side must be a multiple of 4; it is {own.Side}."
            : FilterWays.Refuse(method, own.Filters * (1L + (own.FilterRows * own.FilterColumns)), (long)own.Side * own.Side);
    }

    /// <inheritdoc/>
    public double EstimateSeconds(string method, TaskSettings settings)
    {
        var own = (VerticalBarsSettings)settings;
        var step = own.K * (method switch { "unrolled" => 2.5e-3, "forward" => 3e-2, "exact" => 1e-2, _ => 1e-4 }) * Math.Max(1, own.Side * own.Side / 1024.0);
        return 2 + (own.OuterSteps * step);
    }

    /// <inheritdoc/>
    public void Run(RunContext run, CancellationToken token)
    {
        var settings = run.Settings<VerticalBarsSettings>();
        using var scope = NewDisposeScope();
        var device = TaskMachine.Prepare(settings);
        var image = Draw(settings, run.Spec.Seed);
        var (batch, filters) = Start(run, settings, image, settings.HighPrecision ? float64 : float32, device);
        using var learning = new FilterLearning(run.Spec.Method, settings, filters, batch, new ImageLoss(settings.Loss));
        if (FilterUpperRun.Knows(run.Spec.Method))
        {
            FilterUpperRun.Learn(run, settings, learning, batch, image, shift: -Dark, token);
        }
        else
        {
            FilterRun.Learn(run, settings, learning, image, shift: -Dark, token);
        }

        var (columns, rows) = Sums(learning.Parameters);
        run.Observer.OnResult(new("snr_columns_db", Snr.Of(ColumnMeans(image.Input), image.Target)));
        run.Observer.OnResult(new("column_sum", columns));
        run.Observer.OnResult(new("row_sum", rows));
    }

    /// <inheritdoc/>
    public CertifiableProblem Certifiable(RunContext run, CancellationToken token)
    {
        var settings = run.Settings<VerticalBarsSettings>();
        var (batch, filters) = Start(run, settings, Draw(settings, run.Spec.Seed), float64, CPU);
        if (FilterUpperRun.Knows(run.Spec.Method))
        {
            return UpperFormula.Certifiable(FilterUpperRun.Problem(settings, filters, batch), UpperMethods.Find(run.Spec.Method));
        }

        var learning = new FilterLearning(run.Spec.Method, settings, filters, batch, new ImageLoss(settings.Loss));
        return new(learning.Problem, settings.K) { Way = learning.Way, Items = 0 };
    }

    /// <summary>The bars, noisy and clean, on [−0.25, 0.75].</summary>
    public static PairedImage Draw(VerticalBarsSettings settings, long seed)
    {
        var pixels = Enumerable.Range(0, settings.Side * settings.Side).Select(at => at % settings.Side % 4 == 1 ? Bright : Dark).ToArray();
        var clean = new Image(settings.Side, settings.Side, 1, pixels);
        return new("bars", Degradation.GaussianNoise(clean, settings.Sigma, new Philox((ulong)seed, NoiseStream)), clean);
    }

    /// <summary>Every pixel by the mean of its column: vertical smoothing at its strongest, worth 10 log₁₀ H dB on average.</summary>
    public static Image ColumnMeans(Image image)
    {
        float Mean(int column) => (float)Enumerable.Range(0, image.Height).Average(row => (double)image.Pixels[(row * image.Width) + column]);
        float[] means = [.. Enumerable.Range(0, image.Width).Select(Mean)];
        return new(image.Height, image.Width, 1, [.. Enumerable.Range(0, image.Height).SelectMany(_ => means)]);
    }

    /// <summary>
    /// Largest |column sum| and |row sum| over the filters, each filter scaled to norm 1 and weighed by its effective strength
    /// as a share of the strongest's: a filter that does nothing says nothing.
    /// </summary>
    public static (double Columns, double Rows) Sums(FilterParameters parameters)
    {
        using var ungraded = no_grad();
        using var scope = NewDisposeScope();
        var filters = parameters.Filters.to(float64).cpu();
        var strengths = tensor(parameters.EffectiveStrengths()).reshape(-1, 1, 1, 1);
        var weighed = filters / filters.square().sum([1, 2, 3], keepdim: true).sqrt() * (strengths / strengths.max());
        double Largest(long dimension) => weighed.sum([dimension]).abs().max().item<double>();
        return (Largest(2), Largest(3));
    }

    private static (Batch Batch, Tensor Filters) Start(RunContext run, VerticalBarsSettings settings, PairedImage image, ScalarType dtype, Device device)
    {
        var random = new Philox((ulong)run.Spec.Seed, FilterStream);
        long[] shape = [settings.Filters, 1, settings.FilterRows, settings.FilterColumns];
        var drawn = tensor(Enumerable.Range(0, (int)shape.Aggregate((a, b) => a * b)).Select(_ => random.NextGaussian()).ToArray(), shape);
        var filters = (drawn / drawn.square().sum([1, 2, 3], keepdim: true).sqrt()).to(dtype).to(device);
        return (new(ImageTensor.From(image.Input, dtype, device), ImageTensor.From(image.Target, dtype, device)), filters);
    }
}
