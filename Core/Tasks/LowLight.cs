using System.Text.Json;
using Hodl.Core.Data;
using Hodl.Core.Metrics;
using Hodl.Core.Operators;
using Hodl.Core.Operators.Networks;
using Hodl.Core.Runs;
using Hodl.Core.Solvers;
using static TorchSharp.torch;

namespace Hodl.Core.Tasks;

/// <summary>
/// Low-light enhancement by Retinex, y = x ⊗ u (Section 4.3, Table 7): min ‖u − φ(y)‖² + ψ(u) in the logarithm of the
/// illumination u, ψ implicit in a searched network (<see cref="RetinexComposed"/>), φ by a free encoder; loss on x. The
/// search relaxes each edge of a cell to a mixture, learns the mixture with everything else, and fixes it after
/// <see cref="LowLightSettings.SearchSteps"/>; the architecture found is a line of the run's log that begins with
/// <c>architecture</c> and goes on in JSON.
/// </summary>
public sealed class LowLight : ITask
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
        new("search_weight", "Mean weight of each edge's leading operation", Better: Better.None),
    ];

    /// <inheritdoc/>
    public string? Refuse(string method, TaskSettings settings) => null;

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
        var (unrolled, loss) = LowLightMethods.Create(method, settings, run.Spec.Seed, float32, device);
        using var omega = unrolled.Omega;
        var cell = ((unrolled as HodlMethod)?.Operator as RetinexComposed)?.Cell;
        Tensor Restore(Batch batch, CancellationToken stop) => LowLightMethods.Image(
            method, InnerLoop.Run(unrolled.Test(batch), LowLightMethods.Start(method, batch), settings.K, token: stop).U, batch);
        Batch Whole(PairedImage pair) => LowLightData.Whole(pair, float32, device);
        var test = new RestorationTest(data.Test, Whole, Restore, device);
        var problem = new LearningProblem
        {
            Method = unrolled,
            Loss = loss,
            BatchAt = t =>
            {
                if (t > settings.SearchSteps)
                {
                    cell?.Discretize();
                }

                return data.At(t, float32, device);
            },
            Start = batch => LowLightMethods.Start(method, batch),
            RateFactor = name => name.EndsWith("alpha", StringComparison.Ordinal) ? settings.SearchRate : method == "unh" ? 10 : 1,
            Evaluate = (t, observer, stop) =>
            {
                test.Report(t, observer, stop);
                if (cell is not null)
                {
                    observer.OnMetric("search_weight", t, cell.Architecture().Average(edge => edge.Weight));
                }
            },
        };
        new Algorithm1(problem, settings).Run(run, token);
        using var ungraded = no_grad();
        unrolled.Settle();
        test.Conclude(settings.OuterSteps, run, token);
        RestorationCurve.Report(
            problem, [.. data.Test.Select(Whole)], (u, batch) => LowLightMethods.Image(method, u, batch), settings.K,
            Math.Max(settings.K, settings.TestK), settings.OuterSteps, run, token);
        if (cell is not null)
        {
            run.Observer.OnLog(new(LogSeverity.Info, settings.OuterSteps, "architecture " + Text(settings.Nodes, cell.Architecture())));
        }
    }

    // {"nodes":4,"edges":[{"from":0,"to":1,"operation":"Residual3","weight":0.31}, …]}, node 0 the input.
    private static string Text(int nodes, IReadOnlyList<SearchEdge> edges) => JsonSerializer.Serialize(new
    {
        nodes = nodes + 1,
        edges = edges.Select(edge => new { from = edge.From, to = edge.To, operation = edge.Operation.ToString(), weight = edge.Weight }),
    });

    private static LowLightSettings Own(string method, LowLightSettings settings) => method switch
    {
        "ena" => settings with { K = 1, OuterSteps = settings.RetinexSteps == 0 ? settings.OuterSteps : settings.RetinexSteps },
        _ => settings,
    };
}
