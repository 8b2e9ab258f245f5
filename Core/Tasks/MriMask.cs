using System.ComponentModel.DataAnnotations;
using Hodl.Core.Bilevel;
using Hodl.Core.Bilevel.Problems;
using Hodl.Core.Hypergradients;
using Hodl.Core.Imaging;
using Hodl.Core.Metrics;
using Hodl.Core.Random;
using Hodl.Core.Runs;
using Hodl.Core.Search;
using Hodl.Core.Solvers;
using Hodl.Core.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace Hodl.Core.Tasks;

/// <summary>Settings of <see cref="MriMask"/>.</summary>
public sealed record MriMaskSettings : BilevelSettings
{
    /// <summary>Side.</summary>
    [Display(Name = "Side", GroupName = "Problem", Order = 1, Description = "Rows and columns of the phantoms.")]
    [Range(16, 256)]
    [Unit("pixels")]
    public int Side { get; init; } = 64;

    /// <summary>B.</summary>
    [Display(Name = "Training images", GroupName = "Problem", Order = 2, Description = "Phantoms like Shepp–Logan's, moved and turned by chance.")]
    [Range(1, 64)]
    public int TrainingImages { get; init; } = 3;

    /// <summary>σ.</summary>
    [Display(Name = "σ — noise", GroupName = "Problem", Order = 3, Description = "Deviation of the noise in every frequency, real and imaginary part each.")]
    [Range(0.0, 1.0)]
    public double Noise { get; init; } = 0.02;

    /// <summary>λ.</summary>
    [Display(Name = "λ — price of a line", GroupName = "Problem", Order = 4, Description = "Weight of Σ s + s(1 − s), (6.3): larger measures fewer lines.")]
    [Range(0.0, 100.0)]
    public double Penalty { get; init; } = 10;

    /// <summary>Threshold.</summary>
    [Display(Name = "Threshold", GroupName = "Problem", Order = 6, Description = "Lines with s above it are measured in the end; the price drives the others to 0. A small s suffices for what the regulariser hardly bends, such as low frequencies, so the threshold is low.")]
    [Range(0.0, 1.0)]
    public double Threshold { get; init; } = 0.001;

    /// <summary>Rise.</summary>
    [Display(Name = "Rise of the price", GroupName = "Problem", Order = 4, Description = "Share of the upper steps over which the price grows, as the square of the step, from 0 to λ; 0 asks the whole price from the start, under which lines are given up before their worth shows.")]
    [Range(0.0, 1.0)]
    public double Rise { get; init; } = 0.6;

    /// <summary>ε.</summary>
    [Display(Name = "ε — corner rounding", GroupName = "Problem", Order = 5, Description = "φ(z) = √(z² + ε²).")]
    [Range(1e-4, 1.0)]
    public double Epsilon { get; init; } = 0.02;

    /// <summary>Steps.</summary>
    [Display(Name = "Upper steps", GroupName = "Training", Order = 10, Description = "Steps of the upper level.")]
    [Range(1, 100_000)]
    public int OuterSteps { get; init; } = 250;

    /// <summary>T.</summary>
    [Display(Name = "T — lower steps", GroupName = "Training", Order = 11, Description = "OGM steps of an upper step, warm-started; exactly so many where they are unrolled.")]
    [Range(1, 10_000)]
    public int LowerSteps { get; init; } = 30;

    /// <summary>Linear steps.</summary>
    [Display(Name = "Linear steps", GroupName = "Training", Order = 12, Description = "Steps of warm-started conjugate gradients.")]
    [Range(1, 10_000)]
    public int LinearSteps { get; init; } = 20;

    /// <summary>Adam.</summary>
    [Display(Name = "Rate of Adam", GroupName = "Training", Order = 13, Description = "On s and ln w.")]
    [Range(1e-5, 10.0)]
    public double AdamRate { get; init; } = 0.004;

    /// <summary>λ of the upper step that follows u steps.</summary>
    internal double PriceAt(long u) => Penalty * Math.Pow(Rise == 0 ? 1 : Math.Min(1, (u + 1) / (Rise * OuterSteps)), 2);
}

/// <summary>
/// Learns which lines of k-space an MRI scan should measure, together with the weight of total variation (<see cref="MaskLearning"/>, §6.2 of
/// the review). In the end what exceeds the threshold is measured, and on an unseen phantom the mask is compared with as many lowest and as many random
/// lines, the weight of each mask tuned on the training images over a ladder.
/// </summary>
public sealed class MriMask : ITask, ICertifiable
{
    private const int JudgeSteps = 400;
    private static readonly double[] Ladder = [-9, -8, -7, -6.5, -6, -5.5, -5, -4.5, -4, -3];

    /// <inheritdoc/>
    public string Id => "mri-mask";

    /// <inheritdoc/>
    public string Name => "MRI: learned sampling mask";

    /// <inheritdoc/>
    public string Summary => "Learns which lines of k-space to measure and how strongly to regularise, at a price for every line.";

    /// <inheritdoc/>
    public Type SettingsType => typeof(MriMaskSettings);

    /// <inheritdoc/>
    public IReadOnlyList<TaskMethod> Methods { get; } = [.. UpperMethods.Gradient.Where(method => method.Id is "ift" or "unrolled" or "piggyback" or "jacobian-free").Offered()];

    /// <inheritdoc/>
    public IReadOnlyList<TaskPreset> Presets { get; } =
    [
        new("quick", "Quick", "64 × 64, three phantoms, 250 steps; about a minute. Keeps 23 % of the lines: 6.85 dB on the unseen phantom, against 6.50 with as many lowest and 4.10 with as many random lines; at λ = 5 39 %: 9.73, 9.04, 7.93 dB (seed 1).", new MriMaskSettings()),
        new("paper", "Full", "96 × 96, six phantoms, 400 steps.", new MriMaskSettings { Side = 96, TrainingImages = 6, OuterSteps = 400 }),
    ];

    /// <inheritdoc/>
    public IReadOnlyList<MetricInfo> Metrics { get; } =
    [
        new("loss", "ℓ — error and price", "", Better.Lower),
        new("share", "Mean of s over frequencies", ""),
        new("undecided", "Lines with s in (0.05, 0.95)"),
        new("log_weight", "ln w"),
        new("gradient_norm", "‖∇ℓ‖", "", Better.Lower, Log: true),
        Snr.Info,
        ImageQuality.GrayInfos[0],
        new("snr_db_lowest", "SNR, as many lowest lines", "dB", Better.Higher, IsResult: true),
        new("snr_db_random", "SNR, as many random lines", "dB", Better.Higher, IsResult: true),
        new("share_at_end", "Share of lines measured", IsResult: true),
        .. BilevelSeries.Infos,
    ];

    /// <inheritdoc/>
    public bool CpuOnly => true;

    /// <inheritdoc/>
    public string? Refuse(string method, TaskSettings settings) => null;

    /// <inheritdoc/>
    public double EstimateSeconds(string method, TaskSettings settings)
    {
        var own = (MriMaskSettings)settings;
        var pixels = (double)own.Side * own.Side * own.TrainingImages;
        return ((own.OuterSteps * (own.LowerSteps + (2 * own.LinearSteps))) + (3 * Ladder.Length * JudgeSteps)) * (3e-4 + (pixels * 1.5e-7));
    }

    /// <inheritdoc/>
    public void Run(RunContext run, CancellationToken token)
    {
        var settings = run.Settings<MriMaskSettings>();
        using var scope = NewDisposeScope();
        using var ungraded = no_grad();
        TaskMachine.Prepare(settings);
        var problem = Problem(settings, run.Spec.Seed, settings.TrainingImages);
        var options = new MethodOptions { LowerSteps = settings.LowerSteps, LowerTolerance = 1e-6, LinearSteps = settings.LinearSteps, AdamRate = settings.AdamRate };
        var loop = new BilevelRun(problem, UpperMethods.Find(run.Spec.Method).Create(options), new() { Steps = settings.OuterSteps })
        {
            CheckpointEvery = settings.CheckpointEvery,
            Keep = run.Observer.OnCheckpoint,
            Capture = run.Capture,
            CertifyEvery = settings.CertifyEvery,
            Certify = handed => RunCertifier.During(run, handed, token),
            Log = run.Observer.OnLog,
            Report = (iterate, calls) =>
            {
                problem.Price = settings.PriceAt(iterate.Step);
                Report(run.Observer, problem, settings, iterate, calls);
            },
        };
        problem.Price = settings.PriceAt(run.Resume?.Step ?? 0);
        var (end, spent) = loop.Run(run.Resume, token);
        BilevelSeries.Results(run.Observer, spent);
        Judge(run, problem, settings, end.Upper, token);
    }

    /// <inheritdoc/>
    public CertifiableProblem Certifiable(RunContext run, CancellationToken token)
    {
        var settings = run.Settings<MriMaskSettings>();
        var problem = Problem(settings, run.Spec.Seed, settings.TrainingImages);
        problem.Price = settings.PriceAt(run.Resume?.Step ?? 0);
        return UpperFormula.Certifiable(problem, UpperMethods.Find(run.Spec.Method));
    }

    /// <summary>The problem on the first phantoms of a seed.</summary>
    public static MaskLearning Problem(MriMaskSettings settings, long seed, int images)
    {
        var truth = ImageTensor.Stack([.. Enumerable.Range(1, images).Select(i => SheppLogan.Like(settings.Side, StepSeed.Of(seed, i)))], float64, CPU);
        return new(truth, Measure(truth, settings, seed), settings.Penalty, settings.Epsilon, -4);
    }

    private static Tensor Measure(Tensor truth, MriMaskSettings settings, long seed)
    {
        using var random = new Generator(StepSeed.Of(seed, -1));
        var noise = complex(randn(truth.shape, dtype: float64, generator: random), randn(truth.shape, dtype: float64, generator: random));
        return fft.fft2(truth, dim: [2, 3], norm: FFTNormType.Ortho) + (noise * settings.Noise);
    }

    private static void Report(IRunObserver observer, MaskLearning problem, MriMaskSettings settings, BilevelIterate iterate, BilevelCalls calls)
    {
        using var scope = NewDisposeScope();
        observer.OnProgress(iterate.Step, settings.OuterSteps);
        var (s, mask) = (iterate.Upper.narrow(0, 0, problem.Lines), problem.Mask(iterate.Upper));
        if (double.IsFinite(iterate.Loss))
        {
            observer.OnMetric("loss", iterate.Step, iterate.Loss);
            observer.OnMetric("gradient_norm", iterate.Step, iterate.GradientNorm);
            BilevelSeries.Report(observer, iterate.Step, calls);
        }

        observer.OnMetric("share", iterate.Step, mask.mean().item<double>());
        observer.OnMetric("undecided", iterate.Step, ((s > 0.05) & (s < 0.95)).to(float64).sum().item<double>());
        observer.OnMetric("log_weight", iterate.Step, iterate.Upper[problem.Lines].item<double>());
        if (iterate.Step % Math.Max(1, settings.OuterSteps / 10) == 0)
        {
            // As a share of the largest s: a small s fits what it measures nearly as well as s = 1, so the price makes all of them small.
            observer.OnImage(MriPictures.Of("mask", "output", MriPictures.Mask((mask / mask.max().clamp_min(1e-6)).expand(settings.Side, settings.Side)), iterate.Step));
        }
    }

    private static void Judge(RunContext run, MaskLearning problem, MriMaskSettings settings, Tensor upper, CancellationToken token)
    {
        var truth = SheppLogan.Draw(settings.Side);
        var clean = ImageTensor.From(truth, float64, CPU);
        var test = new MaskLearning(clean, Measure(clean, settings, run.Spec.Seed + 1), settings.Penalty, settings.Epsilon, -4);
        var learned = (upper.narrow(0, 0, problem.Lines) > settings.Threshold).to(float64);
        var count = (int)learned.sum().item<double>();
        var random = new Philox(StepSeed.Of(run.Spec.Seed, -2)).Permutation((int)problem.Lines - 1);
        Tensor Chosen(IEnumerable<int> lines)
        {
            var mask = zeros(problem.Lines, dtype: float64);
            foreach (var line in lines.Take(count))
            {
                mask[line] = 1;
            }

            return mask;
        }

        run.Observer.OnImage(MriPictures.Of("shepp-logan", "reference", truth));
        foreach (var (name, mask) in new[] { ("", learned), ("_lowest", Chosen(Enumerable.Range(0, (int)problem.Lines))), ("_random", Chosen([0, .. random.Select(line => line + 1)])) })
        {
            using var inner = NewDisposeScope();
            var tuned = Ladder.Select(weight => cat([mask, full([1], weight, dtype: float64)]))
                .MinBy(gamma => problem.Loss(problem.Solve(gamma, problem.LowerStart(), 1e-4, JudgeSteps, token).X, gamma))!;
            var image = ImageTensor.ToImage(test.Solve(tuned, test.LowerStart(), 1e-4, 4 * JudgeSteps, token).X.to(float32));
            var quality = MriPictures.Quality(image, truth);
            run.Observer.OnResult(new("snr_db" + name, quality["snr_db"]));
            var shown = MriPictures.Mask(problem.Mask(tuned).expand(settings.Side, settings.Side));
            run.Observer.OnImage(MriPictures.Of("shepp-logan" + name.Replace('_', '-'), "output", image, settings.OuterSteps, quality));
            run.Observer.OnImage(MriPictures.Of("mask" + (name == "" ? "-measured" : name.Replace('_', '-')), "output", shown, settings.OuterSteps));
            if (name == "")
            {
                run.Observer.OnResult(new("psnr_gray", quality["psnr_gray"]));
                run.Observer.OnResult(new("share_at_end", problem.Mask(tuned).mean().item<double>()));
            }
        }
    }
}
