using Hodl.Core.Data;
using Hodl.Core.Metrics;
using Hodl.Core.Operators;
using Hodl.Core.Runs;
using Hodl.Core.Solvers;
using static TorchSharp.torch;

namespace Hodl.Core.Tasks;

/// <summary>
/// Rain streak removal, b = u_b + u_r (Section 4.3, Table 5, Fig. 7):
/// min ½‖u_b + u_r − b‖² + κ_b‖v_b‖₁ + κ_r‖v_r‖₁ s.t. v_b = u_b, v_r = ∇u_r. HODL: D_num is ALM with exact Fourier solves
/// (<see cref="Operators.Numerical.RainAlm"/>), D_net two small CNNs around what a free encoder reads from b
/// (<see cref="Operators.RainComposed"/>). ALM takes images as periodic.
/// </summary>
public sealed class RainRemoval : ITask
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
    ];

    /// <inheritdoc/>
    public string? Refuse(string method, TaskSettings settings) => null;

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
        return 10 + (own.OuterSteps * pixels * ((3 * flops / 60e9) + inner)) + (40 * 154_000 * ((flops / 60e9) + inner));
    }

    /// <inheritdoc/>
    public void Run(RunContext run, CancellationToken token)
    {
        var method = run.Spec.Method;
        var settings = Own(method, run.Settings<RainRemovalSettings>());
        using var scope = NewDisposeScope();
        var device = TaskMachine.Prepare(settings);
        var data = RainRemovalData.Load(run, settings, token);
        var patches = new PairedPatches(data.Train, settings.PatchSide, (ulong)run.Spec.Seed);
        var loss = new MeanSquaredError();
        var unrolled = RainRemovalMethods.Create(method, settings, loss, 3, run.Spec.Seed, float32, device);
        using var omega = unrolled.Omega;
        Tensor Restore(Batch batch, CancellationToken stop) =>
            InnerLoop.Run(unrolled.Test(batch), RainRemovalMethods.Start(unrolled, batch), settings.K, token: stop).U[0];
        PairedImage[] some = [.. data.Test.Where((_, index) => index % settings.ProbeEvery == 0)];
        Batch Whole(PairedImage pair) => ColourImages.Batch(pair, float32, device);
        var probe = new RestorationTest(some, Whole, Restore, device);
        var problem = new LearningProblem
        {
            Method = unrolled,
            Loss = loss,
            BatchAt = t => patches.At(t, settings.BatchSize, float32, device),
            Start = batch => RainRemovalMethods.Start(unrolled, batch),
            RateFactor = name => name.EndsWith("_hat", StringComparison.Ordinal) ? 3 : 1,
            Evaluate = probe.Report,
        };
        new Algorithm1(problem, settings).Run(run, token);
        using var ungraded = no_grad();
        unrolled.Settle();
        new RestorationTest(data.Test, Whole, Restore, device).Conclude(settings.OuterSteps, run, token);
        RestorationCurve.Report(problem, [.. some.Take(3).Select(Whole)], (u, _) => u[0], settings.K, Math.Max(settings.K, settings.TestK), settings.OuterSteps, run, token);
    }

    // K and outer steps as the method has them.
    private static RainRemovalSettings Own(string method, RainRemovalSettings settings) => method switch
    {
        "cnn" => settings with { K = 1, OuterSteps = settings.CnnSteps == 0 ? settings.OuterSteps : settings.CnnSteps },
        "ena" => settings with { K = settings.RecurrentStages, OuterSteps = settings.RecurrentSteps == 0 ? settings.OuterSteps : settings.RecurrentSteps },
        _ => settings,
    };
}
