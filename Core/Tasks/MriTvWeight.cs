using Hodl.Core.Bilevel;
using Hodl.Core.Bilevel.Gradients;
using Hodl.Core.Bilevel.Problems;
using Hodl.Core.Hypergradients;
using Hodl.Core.Imaging;
using Hodl.Core.Metrics;
using Hodl.Core.Runs;
using Hodl.Core.Search;
using Hodl.Core.Solvers;
using Hodl.Core.Training;
using static TorchSharp.torch;

namespace Hodl.Core.Tasks;

/// <summary>
/// Tuning the weight of total variation (of TGV², ICTV) for undersampled MRI of the Shepp–Logan phantom, Fig. 3.1 of the
/// review: Φ = ½‖Ax − y‖² + Σ e^{γ_k}Σφ(C_k x), A = sampled unitary DFT, ℓ = ½‖x − x_true‖². Every searcher and every gradient method
/// with one budget. The final weight is judged by an accurate solve outside of the count: <c>snr_db</c>, (3.2), <c>psnr_gray</c>.
/// </summary>
public sealed class MriTvWeight : ITask, ICertifiable
{
    private const int JudgeSteps = 3000;
    private const double Decade = 2.302585092994046;

    /// <inheritdoc/>
    public string Id => "mri-tv-weight";

    /// <inheritdoc/>
    public string Name => "MRI: weight of total variation";

    /// <inheritdoc/>
    public string Summary => "Tunes a regulariser's weight for undersampled MRI by every search and gradient method, calls counted.";

    /// <inheritdoc/>
    public Type SettingsType => typeof(MriTvWeightSettings);

    /// <inheritdoc/>
    public IReadOnlyList<TaskMethod> Methods { get; } =
    [
        .. UpperMethods.Gradient.Where(method => method.Id != "kkt-newton").Concat(UpperMethods.NonSmooth).Concat(UpperMethods.Search).Offered(),
    ];

    /// <inheritdoc/>
    public IReadOnlyList<TaskPreset> Presets { get; } =
    [
        new("quick", "Quick", "64 × 64, 12 000 gradients and products; about 20 s a method. The grid's best weight gives 13.73 dB with the rounded corner; Jacobian-free ended 0.35 dB below, as its bias moves the stationary point, the others within 0.1 dB; step rules were chosen on this problem (seed 1). With |z| itself, Single level and Bregman reach 14.3 dB.", new MriTvWeightSettings())
        {
            Methods = ["ift", "hoag", "grid", "bayes", "trust-region"],
        },
        new("paper", "All methods", "128 × 128, every searcher and gradient method with one budget.", new MriTvWeightSettings { Side = 128, Gradients = 15_000 })
        {
            Methods = [.. UpperMethods.Gradient.Where(method => method.Id != "kkt-newton").Concat(UpperMethods.NonSmooth).Concat(UpperMethods.Search).Select(method => method.Id)],
        },
        new("two-weights", "TGV² and ICTV", "64 × 64, two weights learned together.", new MriTvWeightSettings { Gradients = 20_000, OuterSteps = 80, GridPoints = 8 })
        {
            Methods = ["ift", "trust-region", "bayes"],
            Variants =
            [
                new("TGV²", new Dictionary<string, string> { ["Regularizer"] = "Tgv" }),
                new("ICTV", new Dictionary<string, string> { ["Regularizer"] = "Ictv" }),
            ],
        },
    ];

    /// <inheritdoc/>
    public IReadOnlyList<MetricInfo> Metrics { get; } =
    [
        new("best_snr", "SNR of the best loss so far", "dB", Better.Higher),
        new("loss", "ℓ as the method sees it", "", Better.Lower, Log: true),
        new("log10_weight", "log₁₀ of the first weight"),
        new("gradient_norm", "‖∇ℓ‖", "", Better.Lower, Log: true),
        Snr.Info,
        ImageQuality.GrayInfos[0],
        new("log10_weight_at_end", "log₁₀ of the first weight", IsResult: true),
        .. BilevelSeries.Infos,
    ];

    /// <inheritdoc/>
    public bool CpuOnly => true;

    /// <inheritdoc/>
    public string? Refuse(string method, TaskSettings settings)
    {
        var own = (MriTvWeightSettings)settings;
        return method == "single-level" && own.Regularizer != RegularizerKind.Tv ? "Single level knows the flat regions of Tv only."
            : own.Epsilon == 0 && UpperMethods.Find(method).Kind is not (UpperMethodKind.Search or UpperMethodKind.NonSmooth) ? "ε = 0 is |z|, which has no Hessian: a searcher, Single level or Bregman takes it."
            : null;
    }

    /// <inheritdoc/>
    public double EstimateSeconds(string method, TaskSettings settings)
    {
        var own = (MriTvWeightSettings)settings;
        return 2 + ((own.Gradients + JudgeSteps) * (2e-4 + (own.Side * own.Side * 7e-8)));
    }

    /// <inheritdoc/>
    public void Run(RunContext run, CancellationToken token)
    {
        var settings = run.Settings<MriTvWeightSettings>();
        using var scope = NewDisposeScope();
        using var ungraded = no_grad();
        TaskMachine.Prepare(settings);
        var truth = SheppLogan.Draw(settings.Side);
        var (problem, mask) = Problem(run.Spec.Method, settings, run.Spec.Seed, truth);
        var clean = ImageTensor.From(truth, float64, CPU);
        var power = clean.square().sum().item<double>();
        var method = UpperMethods.Find(run.Spec.Method).Create(Options(problem, settings, run.Spec, token));
        if (run.Resume is null)
        {
            Sources(run.Observer, problem, truth, mask);
        }

        IList<double> losses = [];
        var loop = new BilevelRun(problem, method, new() { Steps = settings.OuterSteps, Gradients = settings.Gradients })
        {
            CheckpointEvery = settings.CheckpointEvery,
            Keep = run.Observer.OnCheckpoint,
            Capture = run.Capture,
            CertifyEvery = settings.CertifyEvery,
            Certify = handed => RunCertifier.During(run, handed, token),
            Log = run.Observer.OnLog,
            Report = (iterate, calls) =>
            {
                run.Observer.OnProgress(iterate.Step, settings.OuterSteps);
                if (double.IsFinite(iterate.Loss))
                {
                    losses.Add(iterate.Loss);
                    run.Observer.OnMetric("best_snr", iterate.Step, 10 * Math.Log10(power / (2 * losses.Min())));
                    run.Observer.OnMetric("loss", iterate.Step, iterate.Loss);
                    run.Observer.OnMetric("log10_weight", iterate.Step, iterate.Upper[0].item<double>() / Decade);
                    BilevelSeries.Report(run.Observer, iterate.Step, calls);
                }

                if (double.IsFinite(iterate.GradientNorm))
                {
                    run.Observer.OnMetric("gradient_norm", iterate.Step, iterate.GradientNorm);
                }
            },
        };
        losses = loop.Notes;
        var (end, spent) = loop.Run(run.Resume, token);
        var judged = ImageTensor.ToImage(problem.Image(problem.Solve(end.Upper, problem.LowerStart(), settings.LowerTolerance / 100, JudgeSteps, token).X).to(float32));
        var quality = MriPictures.Quality(judged, truth);
        run.Observer.OnImage(MriPictures.Of("shepp-logan", "output", judged, end.Step, quality));
        foreach (var (name, value) in quality)
        {
            run.Observer.OnResult(new(name, value));
        }

        run.Observer.OnResult(new("log10_weight_at_end", end.Upper[0].item<double>() / Decade));
        BilevelSeries.Results(run.Observer, spent);
    }

    /// <inheritdoc/>
    public CertifiableProblem? Certifiable(RunContext run, CancellationToken token)
    {
        var method = UpperMethods.Find(run.Spec.Method);
        if (method.Kind == UpperMethodKind.Search)
        {
            return null;
        }

        var settings = run.Settings<MriTvWeightSettings>();
        var problem = Problem(run.Spec.Method, settings, run.Spec.Seed, SheppLogan.Draw(settings.Side)).Problem;
        return UpperFormula.Certifiable(problem, method) with
        {
            Value = run.Spec.Method switch
            {
                "bregman" => (handed, upper, stop) => Bregman(handed).Compute(problem, upper, handed.LowerStart!, null, stop).Loss,
                "single-level" => (handed, upper, stop) => problem.Loss(problem.Solve(upper, handed.Lower![0], UpperFormula.SolvedTolerance, UpperFormula.SolvedSteps, stop).X, upper),
                _ => null,
            },
        };

        // Its steps do not move with γ.
        BregmanGradient Bregman(StepGradient handed) => new(handed.Unrolled!.Value, PrimalDual.Steps(problem, AnalysisBilevel.Weights(handed.Upper!)));
    }

    /// <summary>The problem of a method: |z| where the method is made for it.</summary>
    public static (AnalysisBilevel Problem, Tensor Mask) Problem(string method, MriTvWeightSettings settings, long seed, Image truth)
    {
        var clean = ImageTensor.From(truth, float64, CPU);
        var mask = SamplingPattern.Lines(settings.Side, settings.Share, seed, float64);
        var model = new SampledFourierModel(mask);
        using var random = new Generator(StepSeed.Of(seed, 0));
        long[] shape = clean.shape;
        var noise = complex(randn(shape, dtype: float64, generator: random), randn(shape, dtype: float64, generator: random)) * settings.Noise;
        var problem = new AnalysisBilevel(
            model, AnalysisRegularizer.Of(settings.Regularizer), model.Apply(clean) + (noise * mask), clean,
            IsNonSmooth(method) ? 0 : settings.Epsilon, settings.Start * Decade, (-5 * Decade, Decade))
        { UseAdmm = settings.UseAdmm, Flatness = 2e-3 };
        return (problem, mask);
    }

    private static bool IsNonSmooth(string method) => method is "single-level" or "bregman";

    // The rate of plain descent is such that its first step has the length of the settings; one gradient outside of the count.
    private static MethodOptions Options(AnalysisBilevel problem, MriTvWeightSettings settings, RunSpec spec, CancellationToken token)
    {
        var plain = spec.Method is "ba" or "ba-accelerated" or "aid-bio" or "itd-bio" || settings.Optimizer != Bilevel.Steps.UpperOptimizer.Adam;
        var rate = settings.FirstMove;
        if (plain && problem.Epsilon > 0)
        {
            var way = new MinimizerGradient(new(settings.LowerSteps, settings.LowerTolerance), LinearKind.ConjugateGradient, settings.LinearSteps, settings.LowerTolerance);

            rate *= spec.Method is "ba" or "ba-accelerated" or "itd-bio" ? settings.AlikeMove : 1;
            rate /= way.Compute(problem, problem.UpperStart(), problem.LowerStart(), null, token).Gradient.norm().item<double>();
        }

        return new()
        {
            Seed = spec.Seed,
            LowerSteps = settings.LowerSteps,
            LowerTolerance = settings.LowerTolerance,
            LinearSteps = settings.LinearSteps,
            FirstAccuracy = settings.HoagAccuracy * settings.LowerTolerance,

            // BA starts every lower level anew, by plain descent: from 300 steps its gradient is still so biased that γ turns back (13.5 dB), from 600 it is not (13.65).
            FirstSteps = spec.Method is "ba" or "ba-accelerated" ? settings.AnewSteps * settings.LowerSteps : settings.FirstSteps,
            Optimizer = settings.Optimizer,

            // Penalty's gradient is small until λ has grown: with the others' rate its budget ends on the way (13.56 dB), with this one not (13.74).
            AdamRate = (spec.Method == "penalty" ? settings.PenaltyRate : 1) * settings.AdamRate,
            UpperRate = rate,
            GridPoints = settings.GridPoints,
            PenaltyGrowth = settings.PenaltyGrowth,
        };
    }

    private static void Sources(IRunObserver observer, AnalysisBilevel problem, Image truth, Tensor mask)
    {
        var filled = ImageTensor.ToImage(problem.Image(problem.LowerStart()).to(float32));
        observer.OnImage(MriPictures.Of("shepp-logan", "input", filled, 0, MriPictures.Quality(filled, truth)));
        observer.OnImage(MriPictures.Of("shepp-logan", "reference", truth));
        observer.OnImage(MriPictures.Of("mask", "input", MriPictures.Mask(mask)));
    }
}
