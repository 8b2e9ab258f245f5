using Hodl.Core.Data;
using Hodl.Core.Hypergradients;
using Hodl.Core.Imaging;
using Hodl.Core.Metrics;
using Hodl.Core.Runs;
using Hodl.Core.Solvers;
using Hodl.Core.Training;
using static TorchSharp.torch;

namespace Hodl.Core.Tasks;

/// <summary>
/// Rain streak removal, b = u_b + u_r (Section 4.3, Table 5, Fig. 7):
/// min ½‖u_b + u_r − b‖² + κ_b‖v_b‖₁ + κ_r‖v_r‖₁ s.t. v_b = u_b, v_r = ∇u_r. HODL: D_num is ALM with exact Fourier solves
/// (<see cref="Operators.Numerical.RainAlm"/>), D_net two small CNNs around what a free encoder reads from b
/// (<see cref="Operators.RainComposed"/>). ALM takes images as periodic. Beyond the paper: the encoder, which is first trained
/// alone (<see cref="RainRemovalSettings.EncoderSteps"/>), and rain without colour.
/// </summary>
public sealed class RainRemoval : IRestores, ICertifiable
{

    /// <inheritdoc/>
    public string Id => "rain-removal";

    /// <inheritdoc/>
    public string Name => "Rain removal";

    /// <inheritdoc/>
    public string Summary => "Rain streaks out of photographs: ALM in the Fourier domain with small networks inside.";

    /// <inheritdoc/>
    public Type SettingsType => typeof(RainRemovalSettings);

    /// <inheritdoc/>
    public IReadOnlyList<TaskMethod> Methods { get; } =
    [
        new("shodl", "sHODL", "ALM composed with non-expansive rain networks, trained together, Eq. (5)."),
        new("ahodl", "aHODL", "The same with the loss's direction aggregated in training, Eq. (4)."),
        new("unh", "UNH", "ALM with learned penalties, metric and weights."),
        new("cnn", "Residual CNN", "A plain residual network on b."),
        new("ena", "Recurrent (ENA)", "PReNet's scheme: stages with shared weights and a memory."),
    ];

    /// <inheritdoc/>
    public IReadOnlyList<TaskPreset> Presets { get; } = RainRemovalPresets.All;

    /// <inheritdoc/>
    public IReadOnlyList<MetricInfo> Metrics { get; } =
    [
        .. OuterSeries.Infos,
        .. ImageQuality.FullInfos,
        HeldOut.Info,
        PhotographExpansion.Info,
    ];

    /// <inheritdoc/>
    public string? Refuse(string method, TaskSettings settings)
    {
        var own = (RainRemovalSettings)settings;
        return method is "shodl" or "ahodl" && own.EncoderSteps >= own.OuterSteps
            ? $"Encoder steps ({own.EncoderSteps}) must be fewer than outer steps ({own.OuterSteps})." : own.Refusal();
    }

    /// <inheritdoc/>
    public IReadOnlyList<DataNeed> Needs(string method, TaskSettings settings)
    {
        var own = (RainRemovalSettings)settings;
        return [new(nameof(own.Data), own.Data == RainSet.Rain100L ? DataCatalog.Rain100L : DataCatalog.Rain100H, "synthetic rain on generated images")];
    }

    /// <inheritdoc/>
    public double EstimateSeconds(string method, TaskSettings settings)
    {
        var own = Own(method, (RainRemovalSettings)settings);
        double pixels = own.BatchSize * own.PatchSide * own.PatchSide;
        var encoder = own.Scales().Select((width, i) => 72.0 * own.Blocks * width * width / Math.Pow(4, i)).Sum() / (own.Fold * own.Fold);
        var flops = method switch
        {
            "unh" => 0,
            "cnn" => 18.0 * own.CnnChannels * own.CnnChannels * own.CnnLayers,
            "ena" => 18.0 * own.RecurrentChannels * own.RecurrentChannels * own.RecurrentStages * (8 + (2 * own.RecurrentBlocks)),
            _ => encoder,
        };
        var inner = method is "cnn" or "ena" ? 0 : own.K * 2.5e-6;
        var alone = method is "shodl" or "ahodl" ? own.EncoderSteps : 0;
        return 10 + (own.OuterSteps * pixels * 3 * flops / 75e9) + ((own.OuterSteps - alone) * pixels * inner) + (40 * 154_000 * ((flops / 60e9) + inner));
    }

    /// <inheritdoc/>
    public void Run(RunContext run, CancellationToken token)
    {
        var method = run.Spec.Method;
        var settings = Own(method, run.Settings<RainRemovalSettings>());
        using var scope = NewDisposeScope();
        var device = TaskMachine.Prepare(settings);
        var data = RainRemovalData.Load(run, settings, token);
        var held = HeldOut.Of(data.Train, settings.ValidationImages);
        var problem = Problem(run.Spec, settings, held.Train, float32, device);
        using var omega = problem.Method.Omega;
        Tensor Restore(Batch batch, CancellationToken stop) =>
            InnerLoop.Run(problem.Method.Test(batch), problem.Start(batch), settings.K, residual: false, token: stop).U[0];
        Batch Whole(PairedImage pair) => ColourImages.Batch(pair, float32, device);
        RestorationTest Test(IEnumerable<PairedImage> pairs) => new([.. pairs], Whole, Restore, device);
        var some = data.Test.Where((_, index) => index % settings.ProbeEvery == 0).ToList();
        new Algorithm1(problem, settings, RunCertifier.During)
        {
            Evaluate = Test(some).Report,
            Validate = settings.ValidationImages == 0 ? null : Test(held.Validation).Validate,
        }.Run(run, token);
        using var ungraded = no_grad();
        Test(data.Test).Conclude(settings.OuterSteps, run, token);
        var shown = some.Take(3).Select(Whole).ToList();
        RestorationCurve.Report(problem, shown, (u, _) => u[0], settings.K, Math.Max(settings.K, settings.TestK), settings.OuterSteps, run, token);
        PhotographExpansion.Report(problem, Problem(run.Spec, settings, held.Train, float64, CPU), shown, settings.K, run);
    }

    /// <inheritdoc/>
    public CertifiableProblem? Certifiable(RunContext run, CancellationToken token)
    {
        var settings = Own(run.Spec.Method, run.Settings<RainRemovalSettings>());
        var data = RainRemovalData.Load(run with { Observer = new SilentObserver() }, settings, token);
        return new(Problem(run.Spec, settings, HeldOut.Of(data.Train, settings.ValidationImages).Train, float64, CPU), settings.K) { Items = 1, Side = 32 };
    }

    /// <inheritdoc/>
    public string Restores => "Removes rain streaks from photographs; gray becomes colour.";

    /// <inheritdoc/>
    public string? RefuseModel(string method, TaskSettings settings) => null;

    /// <inheritdoc/>
    public Image Restore(TrainedModel model, Image input, CancellationToken token)
    {
        var settings = Own(model.Spec.Method, (RainRemovalSettings)model.Spec.Settings);
        using var scope = NewDisposeScope();
        using var ungraded = no_grad();
        var device = TaskMachine.Prepare(settings);
        var unrolled = RainRemovalMethods.Create(model.Spec.Method, settings, settings.Loss.Create(), 3, model.Spec.Seed, float32, device);
        using var omega = unrolled.Omega;
        model.CopyTo(omega);
        unrolled.Settle();
        return Tiles.Restore(ColourImages.Colour(input), (tile, stop) =>
        {
            var batch = new Batch(ImageTensor.From(tile, float32, device));
            return ImageTensor.ToImage(InnerLoop.Run(unrolled.Test(batch), RainRemovalMethods.Start(unrolled, batch), settings.K, residual: false, token: stop).U[0].clamp(0, 1));
        }, token);
    }

    private static LearningProblem Problem(RunSpec spec, RainRemovalSettings settings, IReadOnlyList<PairedImage> train, ScalarType dtype, Device device)
    {
        var patches = new RainPatches(train, settings, (ulong)spec.Seed);
        var loss = settings.Loss.Create();
        var unrolled = RainRemovalMethods.Create(spec.Method, settings, loss, 3, spec.Seed, dtype, device);
        var first = settings.FirstStage(spec.Method);
        return new()
        {
            Method = unrolled,
            Loss = loss,
            BatchAt = t => patches.At(t, dtype, device) with { Alone = t <= first },
            Start = batch => RainRemovalMethods.Start(unrolled, batch),
            FirstStage = first,
            TrainsParts = first > 0,
            SecondRate = 0.5,
            RateFactor = name => name.EndsWith("_hat", StringComparison.Ordinal) ? 3 : 1,
        };
    }

    // K and outer steps as the method has them.
    private static RainRemovalSettings Own(string method, RainRemovalSettings settings) => method switch
    {
        "cnn" => settings with { K = 1, OuterSteps = settings.CnnSteps == 0 ? settings.OuterSteps : settings.CnnSteps },
        "ena" => settings with { K = settings.RecurrentStages, OuterSteps = settings.RecurrentSteps == 0 ? settings.OuterSteps : settings.RecurrentSteps },
        _ => settings,
    };
}
