using Hodl.Core.Bilevel;
using Hodl.Core.Hypergradients;
using Hodl.Core.Metrics;
using Hodl.Core.Runs;
using Hodl.Core.Search;
using Hodl.Core.Training;
using static TorchSharp.torch;

namespace Hodl.Core.Tasks;

/// <summary>
/// Few-view parallel-beam CT of the Shepp–Logan phantom, y = A x + n, by what the review has side by side: filtered back-projection, total
/// variation with its weight from a grid or from the minimiser gradient (4.8), filters and β learned through the lower level (Ex), a
/// dictionary in the synthesis form (2.2) learned likewise, plug-and-play ADMM with a denoiser (Section 7.3), and deep equilibrium with
/// the implicit gradient (7.3) or without Jacobian (Section 7.2). All learn from the same phantoms like it.
/// </summary>
public sealed class CtReconstruction : ITask, ICertifiable
{

    /// <inheritdoc/>
    public string Id => "ct-reconstruction";

    /// <inheritdoc/>
    public string Name => "CT reconstruction";

    /// <inheritdoc/>
    public string Summary => "A phantom from few projections: learned weights, filters, dictionary, plug-and-play, deep equilibrium.";

    /// <inheritdoc/>
    public Type SettingsType => typeof(CtReconstructionSettings);

    /// <inheritdoc/>
    public IReadOnlyList<TaskMethod> Methods { get; } =
    [
        new("fbp", "FBP", "Filtered back-projection; its cutoff is the best on the training phantoms."),
        new("grid", "TV, grid", "Total variation, the weight from a grid on the training phantoms."),
        new("tv", "TV, bilevel", "Total variation, the weight by the minimiser gradient (4.8) and Adam."),
        new("filters", "Learned filters", "Filters and β of (Ex) by the minimiser gradient, warm-started."),
        new("dictionary", "Dictionary", "Synthesis form: atoms and β of x = D z by the minimiser gradient over the codes z."),
        new("pnp-admm", "Plug-and-play ADMM", "A DRUNet trained as a denoiser in place of the proximal step; ρ and σ chosen on the training phantoms."),
        new("deq", "Deep equilibrium", "The fixed point of a data step and a network, trained by the implicit gradient (7.3)."),
        new("jacobian-free", "Deep equilibrium, Jacobian-free", "The same, its Jacobian taken for 0: one application of Ψ is differentiated."),
    ];

    /// <inheritdoc/>
    public IReadOnlyList<TaskPreset> Presets { get; } =
    [
        new("quick", "Quick", "64 × 64, 20 views, small filters and networks.", new CtReconstructionSettings
        {
            Phantoms = 2, OuterSteps = 60, EvaluateEvery = 30, CurveEvery = 60, GridPoints = 11, TvUpperSteps = 12, TestK = 200, TvSteps = 150, Hidden = 8, Layers = 2, PlugSteps = 20,
        })
        { Methods = Every },
        new("paper", "All methods", "64 × 64, 20 views, four training phantoms, every method.", new CtReconstructionSettings()) { Methods = Every },
        new("views", "Number of views", "Ten, twenty and forty views.", new CtReconstructionSettings { OuterSteps = 150 })
        {
            Methods = ["fbp", "tv", "filters", "deq"],
            Variants = [.. new[] { "10", "20", "40" }.Select(views => new PresetVariant($"{views} views", new Dictionary<string, string> { ["Views"] = views }))],
        },
    ];

    private static string[] Every => ["fbp", "grid", "tv", "filters", "dictionary", "pnp-admm", "deq", "jacobian-free"];

    /// <inheritdoc/>
    public IReadOnlyList<MetricInfo> Metrics { get; } =
    [
        new("phi", "ℓ — ½‖x̂ − x‖² over the training phantoms (mean square for the denoiser)", Better: Better.Lower, Log: true),
        .. OuterSeries.Infos.Skip(1),
        new("snr_train", "SNR on the training phantoms", "dB", Better.Higher),
        new("log10_weight", "log₁₀ of TV's weight"),
        .. CtReport.Infos,
        new("log10_weight_at_end", "log₁₀ of the first weight", IsResult: true),
        new("fbp_cutoff", "Cutoff of filtered back-projection", "of Nyquist", IsResult: true),
        new("plug_penalty", "ρ of ADMM, chosen", "‖A‖²", IsResult: true),
        new("plug_level", "σ of the plugged-in denoiser, chosen", IsResult: true),
        new("inner_residual", "Residual of the lower level on the test phantom", Better: Better.Lower, Log: true, IsResult: true),
    ];

    /// <inheritdoc/>
    public bool CpuOnly => true;

    /// <inheritdoc/>
    public bool IsReverseMode(string method) => method == "pnp-admm";

    /// <inheritdoc/>
    public string? Refuse(string method, TaskSettings settings)
    {
        var own = (CtReconstructionSettings)settings;
        return 2 * own.FilterSide > own.Side ? $"Filters of {own.FilterSide} × {own.FilterSide} need phantoms at least twice as wide; the side is {own.Side}." : null;
    }

    /// <inheritdoc/>
    public double EstimateSeconds(string method, TaskSettings settings)
    {
        var own = (CtReconstructionSettings)settings;
        var pixels = (double)own.Side * own.Side * own.Phantoms;
        var normal = pixels * own.Views * 1.1e-8;
        var filters = pixels * Math.Pow(own.FilterSide, 4) * 4.5e-10;
        var net = pixels * own.Hidden * own.Hidden * own.Layers * 2.6e-9;
        return 1 + (method switch
        {
            "grid" => own.GridPoints * own.TvSteps * normal,
            "tv" => own.TvUpperSteps * (own.TvSteps + (4 * own.LinearSteps)) * normal,
            "filters" => own.OuterSteps * (own.K + own.LinearSteps + 5) * (normal + filters),
            "dictionary" => own.OuterSteps * (own.K + (3 * own.LinearSteps) + 5) * (normal + filters),
            "deq" => own.OuterSteps * ((own.K * (normal + net)) + (own.LinearSteps * 2 * (normal + net)) + (net * 20)),
            "jacobian-free" => own.OuterSteps * ((own.K * (normal + net)) + (net * 20)),
            "pnp-admm" => (own.OuterSteps * own.BatchSize * (double)own.Side * own.Side * own.Hidden * own.Hidden * 1e-8) + (15 * own.PlugSteps * 10 * normal),
            _ => 0,
        });
    }

    /// <inheritdoc/>
    public void Run(RunContext run, CancellationToken token)
    {
        var settings = run.Settings<CtReconstructionSettings>();
        using var scope = NewDisposeScope();
        TaskMachine.Prepare(settings);
        CtData data;
        CtReport report;
        using (no_grad())
        {
            data = new CtData(settings, run.Spec.Seed, run.Spec.Method is "grid" or "tv" ? float64 : float32);
            report = new CtReport(data, run.Observer);
            if (run.Resume is null)
            {
                report.Sources();
            }

            run.Observer.OnResult(new("fbp_cutoff", data.Cutoff));
        }

        switch (run.Spec.Method)
        {
            case "fbp":
                using (no_grad())
                {
                    report.Conclude(0, data.Backproject(data.Test.Input));
                }

                break;
            case "grid" or "tv":
                using (no_grad())
                {
                    CtTotalVariation.Run(run, settings, data, report, token);
                }

                break;
            case "pnp-admm":
                CtTraining.PlugAndPlay(run, settings, data, report, token);
                break;
            default:
                CtTraining.Learn(run, settings, data, report, token);
                break;
        }
    }

    /// <inheritdoc/>
    public CertifiableProblem? Certifiable(RunContext run, CancellationToken token)
    {
        var settings = run.Settings<CtReconstructionSettings>();
        if (run.Spec.Method is "fbp" or "grid")
        {
            return null;
        }

        CtData data;
        using (no_grad())
        {
            data = new CtData(settings, run.Spec.Seed, float64);
        }

        switch (run.Spec.Method)
        {
            case "tv":
                var weight = CtTotalVariation.Problem(settings, data, data.Train);
                return UpperFormula.Certifiable(weight, UpperMethods.Find("ift"));
            case "pnp-admm":
                return new(new CtPlugAndPlay(settings, data, run.Spec.Seed).Problem(float64), 1) { Items = 1 };
            default:
                var learning = CtLearning.Create(run.Spec.Method, settings, data, run.Spec.Seed);
                return new(learning.Problem, settings.K) { Way = learning.Way, Items = 1 };
        }
    }
}
