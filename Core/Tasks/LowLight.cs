using Hodl.Core.Data;
using Hodl.Core.Hypergradients;
using Hodl.Core.Imaging;
using Hodl.Core.Metrics;
using Hodl.Core.Operators;
using Hodl.Core.Operators.Networks;
using Hodl.Core.Runs;
using Hodl.Core.Solvers;
using Hodl.Core.Training;
using static TorchSharp.torch;

namespace Hodl.Core.Tasks;

/// <summary>
/// Low-light enhancement by Retinex, y = x ⊗ u (Section 4.3, Table 7): min ‖u − φ(y)‖² + ψ(u) in the logarithm of the
/// illumination u, ψ implicit in a searched network (<see cref="RetinexComposed"/>), φ by a free encoder; loss on x. The
/// search relaxes each edge of a cell to a mixture, learns the mixture with everything else, and fixes it after
/// <see cref="LowLightSettings.SearchSteps"/>; the architecture found is a line of the run's log that begins with
/// <c>architecture</c> and goes on in JSON (<see cref="FoundArchitecture"/>). Beyond the paper: the encoder, and two learned
/// numbers that say from the whole picture's saturation how bright it is meant to be.
/// </summary>
public sealed class LowLight : IRestores, ICertifiable
{

    /// <inheritdoc/>
    public string Id => "low-light";

    /// <inheritdoc/>
    public string Name => "Low-light enhancement";

    /// <inheritdoc/>
    public string Summary => "Bright photographs from dark ones: a Retinex fixed point with a searched network.";

    /// <inheritdoc/>
    public Type SettingsType => typeof(LowLightSettings);

    /// <inheritdoc/>
    public IReadOnlyList<TaskMethod> Methods { get; } =
    [
        new("shodl", "sHODL", "The Retinex fixed point with a searched non-expansive network, Eq. (5)."),
        new("ahodl", "aHODL", "The same with the loss's direction aggregated in training, Eq. (4)."),
        new("unh", "Gamma + LIME (UNH)", "Smoothed brightest channel with learned gamma, shift and smoothness."),
        new("ena", "RetinexNet (ENA)", "Networks that decompose into reflectance and illumination and adjust the latter."),
    ];

    /// <inheritdoc/>
    public IReadOnlyList<TaskPreset> Presets { get; } = LowLightPresets.All;

    /// <inheritdoc/>
    public IReadOnlyList<MetricInfo> Metrics { get; } =
    [
        .. OuterSeries.Infos,
        .. ImageQuality.FullInfos,
        HeldOut.Info,
        PhotographExpansion.Info,
        new("search_weight", "Mean weight of each edge's leading operation", Better: Better.None),
    ];

    /// <inheritdoc/>
    public string? Refuse(string method, TaskSettings settings) => ((LowLightSettings)settings).Refusal();

    /// <inheritdoc/>
    public IReadOnlyList<DataNeed> Needs(string method, TaskSettings settings) =>
        [new("", DataCatalog.LolTest, "generated images and their darkening")];

    /// <inheritdoc/>
    public double EstimateSeconds(string method, TaskSettings settings)
    {
        var own = Own(method, (LowLightSettings)settings);
        double pixels = own.BatchSize * own.PatchSide * own.PatchSide, edges = own.Nodes * (own.Nodes + 1) / 2.0, cell = 18.0 * own.CellChannels * own.CellChannels * edges;
        var encoder = own.Scales().Select((width, i) => 72.0 * own.Blocks * width * width / Math.Pow(4, i)).Sum() / (own.PixelFold * own.PixelFold);
        var step = method switch
        {
            "unh" => own.K * 3e-7 * pixels,
            "ena" => 3 * 18.0 * own.RetinexChannels * own.RetinexChannels * 8 * pixels / 60e9,
            _ => 3 * pixels * (encoder + (own.K * cell)) / 40e9,
        };
        var search = method is "unh" or "ena" ? 0 : Math.Min(own.SearchSteps, own.OuterSteps) * 3 * pixels * own.K * cell * 3 / 40e9;
        return 10 + (own.OuterSteps * step) + search;
    }

    /// <inheritdoc/>
    public void Run(RunContext run, CancellationToken token)
    {
        var method = run.Spec.Method;
        var settings = Own(method, run.Settings<LowLightSettings>());
        using var scope = NewDisposeScope();
        var device = TaskMachine.Prepare(settings);
        var data = new LowLightData(run, settings, token);
        var problem = Problem(run.Spec, settings, data, float32, device);
        using var omega = problem.Method.Omega;
        var cell = Cell(problem);
        Tensor Restore(Batch batch, CancellationToken stop) => LowLightMethods.Image(
            method, InnerLoop.Run(problem.Method.Test(batch), problem.Start(batch), settings.K, residual: false, token: stop).U, batch);
        Batch Whole(PairedImage pair) => LowLightData.Whole(pair, float32, device);
        RestorationTest Test(IReadOnlyList<PairedImage> pairs) => new(pairs, Whole, Restore, device);
        var test = Test(data.Test);
        new Algorithm1(problem, settings, RunCertifier.During)
        {
            Evaluate = (t, observer, stop) =>
            {
                test.Report(t, observer, stop);
                if (cell is not null)
                {
                    observer.OnMetric("search_weight", t, cell.Architecture().Average(edge => edge.Weight));
                }
            },
            Validate = data.Validation.Count == 0 ? null : Test(data.Validation).Validate,
        }.Run(run, token);
        using var ungraded = no_grad();
        test.Conclude(settings.OuterSteps, run, token);
        var whole = data.Test.Select(Whole).ToList();
        RestorationCurve.Report(
            problem, whole, (u, batch) => LowLightMethods.Image(method, u, batch), settings.K, Math.Max(settings.K, settings.TestK), settings.OuterSteps, run, token);
        PhotographExpansion.Report(problem, Problem(run.Spec, settings, data, float64, CPU), whole, settings.K, run);
        if (cell is not null)
        {
            run.Observer.OnLog(new(LogSeverity.Info, settings.OuterSteps, FoundArchitecture.LogStart + FoundArchitecture.Of(settings.Nodes, cell.Architecture()).ToJson()));
        }
    }

    /// <inheritdoc/>
    public CertifiableProblem? Certifiable(RunContext run, CancellationToken token)
    {
        var settings = Own(run.Spec.Method, run.Settings<LowLightSettings>());
        var data = new LowLightData(run with { Observer = new SilentObserver() }, settings, token);
        return new(Problem(run.Spec, settings, data, float64, CPU), settings.K) { Items = 1, Side = 32 };
    }

    /// <inheritdoc/>
    public string Restores => "Brightens photographs of dark places; gray becomes colour.";

    /// <inheritdoc/>
    public string? RefuseModel(string method, TaskSettings settings) => null;

    /// <inheritdoc/>
    public Image Restore(TrainedModel model, Image input, CancellationToken token)
    {
        var method = model.Spec.Method;
        var settings = Own(method, (LowLightSettings)model.Spec.Settings);
        using var scope = NewDisposeScope();
        using var ungraded = no_grad();
        var device = TaskMachine.Prepare(settings);
        var (unrolled, _) = LowLightMethods.Create(method, settings, model.Spec.Seed, float32, device);
        using var omega = unrolled.Omega;
        model.CopyTo(omega);
        unrolled.Settle();
        var colour = ColourImages.Colour(input);
        return Tiles.Restore(colour, (tile, stop) =>
        {
            var batch = LowLightData.Part(colour, tile, float32, device);
            var solve = InnerLoop.Run(unrolled.Test(batch), LowLightMethods.Start(method, batch, settings.Smoothing), settings.K, residual: false, token: stop);
            return ImageTensor.ToImage(LowLightMethods.Image(method, solve.U, batch).clamp(0, 1));
        }, token);
    }

    private static SearchedCell? Cell(LearningProblem problem) => ((problem.Method as HodlMethod)?.Operator as RetinexComposed)?.Cell;

    private static LearningProblem Problem(RunSpec spec, LowLightSettings settings, LowLightData data, ScalarType dtype, Device device)
    {
        var (unrolled, loss) = LowLightMethods.Create(spec.Method, settings, spec.Seed, dtype, device);
        var problem = new LearningProblem
        {
            Method = unrolled,
            Loss = loss,
            BatchAt = t => data.At(t, dtype, device),
            Start = batch => LowLightMethods.Start(spec.Method, batch, settings.Smoothing),
            RateFactor = name => name.EndsWith("alpha", StringComparison.Ordinal) ? settings.SearchRate : spec.Method == "unh" || name == "light" ? 10 : 1,
        };
        return Cell(problem) is not { } cell ? problem : problem with
        {
            TrainsParts = true,
            BatchAt = t =>
            {
                if (t > settings.SearchSteps)
                {
                    cell.Discretize();
                }

                return data.At(t, dtype, device);
            },
        };
    }

    private static LowLightSettings Own(string method, LowLightSettings settings) => method switch
    {
        "ena" => settings with { K = 1, OuterSteps = settings.RetinexSteps == 0 ? settings.OuterSteps : settings.RetinexSteps },
        _ => settings,
    };
}
