using Hodl.Core.Data;
using Hodl.Core.Hypergradients;
using Hodl.Core.Imaging;
using Hodl.Core.Metrics;
using Hodl.Core.Operators.Networks;
using Hodl.Core.Operators.Numerical;
using Hodl.Core.Runs;
using Hodl.Core.Solvers.Baselines;
using Hodl.Core.Training;
using static TorchSharp.torch;

namespace Hodl.Core.Tasks;

/// <summary>
/// Removes salt-and-pepper noise by min κ‖u‖₁ + Σ w(b_i)|u_{n,i}| s.t. Qu + u_n = b on 16×16 patches that do not overlap
/// (Tables 3 and 4, Figs. 2–6). HODL: D_num is ALM (<see cref="ProximalAlm"/>) on a tight frame Q, D_net a
/// <see cref="ConvexPotentialNet"/>, ω = (Q, β, θ, κ per atom, D_net). UNH learns β, θ and one κ; ENA is
/// <see cref="DLadmm"/>; both and plain ALM have the raw dictionary. All learned methods share the start and w
/// (<see cref="ImpulseModel"/>), learned too unless the settings say otherwise; w = 1 and start 0 is the paper's problem
/// and plain ALM's.
/// </summary>
public sealed class ConstrainedSparseCoding : IRestores, ICertifiable
{
    /// <inheritdoc/>
    public string Id => "constrained-sparse-coding";

    /// <inheritdoc/>
    public string Name => "Constrained sparse coding";

    /// <inheritdoc/>
    public string Summary => "Salt-and-pepper noise out of images, patch by patch: ALM with learned structure.";

    /// <inheritdoc/>
    public Type SettingsType => typeof(ConstrainedSparseCodingSettings);

    /// <inheritdoc/>
    public IReadOnlyList<TaskMethod> Methods { get; } =
    [
        new("shodl", "sHODL", "ALM on a learned tight frame with a non-expansive network, Eq. (5)."),
        new("ahodl", "aHODL", "The same with the loss's direction in every step, Eq. (4)."),
        new("unh", "UNH", "ALM or ADMM with learned β, step split, κ, noise weights and start."),
        new("ena", "ENA", "D-LADMM: K untied layers, noise weights and start as UNH; does not run past K."),
        new("plain-alm", "Plain ALM", "Nothing is learned."),
    ];

    /// <inheritdoc/>
    public IReadOnlyList<TaskPreset> Presets { get; } = ConstrainedSparseCodingPresets.All;

    /// <inheritdoc/>
    public IReadOnlyList<MetricInfo> Metrics { get; } =
    [
        .. OuterSeries.Infos,
        .. ImageQuality.GrayInfos,
        new("psnr_probe", "PSNR of 256 test patches together, at K", "dB", Better.Higher),
        new("psnr_gray_beyond", "PSNR, gray, at the test's last k", "dB", Better.Higher, IsResult: true),
        new("psnr_gray_validation", "PSNR, gray, of the held-out training patches together, at K", "dB", Better.Higher, IsResult: true),
        new("expansion_ratio", "Largest ‖D(a) − D(b)‖_G/‖a − b‖_G found", "", Better.Lower, IsResult: true),
    ];

    /// <inheritdoc/>
    public string? Refuse(string method, TaskSettings settings)
    {
        var own = (ConstrainedSparseCodingSettings)settings;
        return method is "shodl" or "ahodl" && own.Base == BaseMethod.Admm ? "HODL has ALM as its base; ADMM is for UNH and ENA." : null;
    }

    /// <inheritdoc/>
    public IReadOnlyList<DataNeed> Needs(string method, TaskSettings settings)
    {
        var own = (ConstrainedSparseCodingSettings)settings;
        return [Need(nameof(own.TrainData), own.TrainData), Need(nameof(own.TestData), own.TestData)];

        // A published set has a substitute, so that the task runs anywhere; a folder that a person names must be there.
        static DataNeed Need(string setting, string name) => new(setting, DataCatalog.Named(name), DataCatalog.Find(name) is null ? "" : "generated images");
    }

    /// <inheritdoc/>
    public double EstimateSeconds(string method, TaskSettings settings)
    {
        var own = (ConstrainedSparseCodingSettings)settings;
        var step = method switch { "shodl" => 0.12, "ahodl" => 0.25, "plain-alm" => 0, "unh" => 0.1, _ => 0.08 };  // ms an item and iteration
        var patches = own.TestSide == 0 ? 12_500 : 14 * own.TestSide * own.TestSide / 256;
        var steps = own.K + (method == "ena" ? 0 : own.RunIn / 12.0);  // a run-in step costs a third, every second time, on average half of them
        var training = step * 1e-3 * own.BatchSize * steps * own.OuterSteps;
        return 5 + training + (patches * (own.K + own.TestK) * 4e-5);
    }

    /// <inheritdoc/>
    public string Restores => "Takes salt-and-pepper noise out of gray images; colour becomes gray (BT.601, full range).";

    /// <inheritdoc/>
    public string? RefuseModel(string method, TaskSettings settings) =>
        method == "plain-alm" ? "Plain ALM learns nothing that a model could hold."
        : method is "unh" or "ena" && ((ConstrainedSparseCodingSettings)settings).Dictionary == AtomSource.Learned
            ? "ω of UNH and ENA does not hold the dictionary, and this one was learned from training images."
            : null;

    /// <inheritdoc/>
    public Image Restore(TrainedModel model, Image input, CancellationToken token)
    {
        var settings = (ConstrainedSparseCodingSettings)model.Spec.Settings;
        using var scope = NewDisposeScope();
        using var ungraded = no_grad();
        var device = TaskMachine.Prepare(settings);
        var method = ConstrainedSparseCodingMethods.Trained(model, settings, device);
        return new PatchSolver(method, float32, device).Solve(Luma.Gray(input), settings.K, token);
    }

    /// <inheritdoc/>
    public void Run(RunContext run, CancellationToken token)
    {
        var settings = run.Settings<ConstrainedSparseCodingSettings>();
        using var scope = NewDisposeScope();
        var device = TaskMachine.Prepare(settings);
        var seed = (ulong)run.Spec.Seed;
        var train = Images(run, settings.TrainData, "train", seed + 1, token);
        var coding = CodingProblem.Create(run.Spec, settings, train, float32, device, token, checks: run.Capture is null);
        if (run.Capture is not null)
        {
            new Algorithm1(coding.Problem, settings, RunCertifier.During).Run(run, token); // ends when the step is captured
        }

        var test = new PatchReconstruction(Images(run, settings.TestData, "test", seed + 2, token), settings, seed, float32, device);
        var method = coding.Method;
        if (coding.Problem.Learned().Count > 0)
        {
            new Algorithm1(coding.Problem, settings, RunCertifier.During)
            {
                Evaluate = (t, observer, stop) =>
                {
                    test.Report(method, settings, t, observer, stop);
                    if (coding.Checks.Psnr(method, settings.K, stop) is { } psnr)
                    {
                        observer.OnMetric("psnr_gray_validation", t, psnr);
                    }
                },
            }.Run(run, token);
        }

        using var ungraded = no_grad();
        method.Method.Settle();
        test.Conclude(method, settings, run.Observer, token);
        Check(run, settings, coding, token);
    }

    private static void Check(RunContext run, ConstrainedSparseCodingSettings settings, CodingProblem coding, CancellationToken token)
    {
        if (coding.Checks.Psnr(coding.Method, settings.K, token) is { } psnr)
        {
            run.Observer.OnResult(new("psnr_gray_validation", psnr));
        }

        if (settings.Base == BaseMethod.Alm)
        {
            var exact = ConstrainedSparseCodingMethods.Create(run.Spec.Method, settings, coding.Q.to(float64), run.Spec.Seed);
            if (coding.Checks.Expansion(coding.Method, exact, settings.K, (ulong)run.Spec.Seed) is { } ratio)
            {
                run.Observer.OnResult(new("expansion_ratio", ratio));
            }
        }
    }

    /// <inheritdoc/>
    public CertifiableProblem? Certifiable(RunContext run, CancellationToken token)
    {
        var settings = run.Settings<ConstrainedSparseCodingSettings>();
        var train = Read(run, settings.TrainData, "train", settings.DamagedImages, (ulong)run.Spec.Seed + 1, token).Set;
        var problem = CodingProblem.Create(run.Spec, settings, train, float64, CPU, token, checks: false).Problem;
        return problem.Learned().Count == 0 ? null : new(problem, settings.K);
    }

    private static ImageSet Images(RunContext run, string name, string role, ulong seed, CancellationToken token)
    {
        var (set, found) = Read(run, name, role, run.Spec.Settings.DamagedImages, seed, token);
        if (!found)
        {
            run.Observer.OnLog(new(LogSeverity.Warning, 0, $"There is no folder {name} below the data folder; the {role} images are generated ones."));
        }

        foreach (var sentence in set.Skipped)
        {
            run.Observer.OnLog(new(LogSeverity.Warning, 0, $"Left out: {sentence}."));
        }

        run.Observer.OnData(set.Used(role));
        return set;
    }

    private static (ImageSet Set, bool Found) Read(RunContext run, string name, string role, DamagedFiles damaged, ulong seed, CancellationToken token) =>
        DataRoot.Find(run.DataRoot, name) is { } folder
            ? (run.Once(folder, () => ImageFolder.List(folder).Load(damaged, token)), true)
            : (PiecewiseSmooth.Generate(role == "test" ? 4 : 12, 96, seed, token), false);
}
