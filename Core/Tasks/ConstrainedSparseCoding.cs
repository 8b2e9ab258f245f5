using Hodl.Core.Data;
using Hodl.Core.Imaging;
using Hodl.Core.Metrics;
using Hodl.Core.Operators.Networks;
using Hodl.Core.Operators.Numerical;
using Hodl.Core.Runs;
using Hodl.Core.Solvers;
using Hodl.Core.Solvers.Baselines;
using static TorchSharp.torch;

namespace Hodl.Core.Tasks;

/// <summary>
/// Removes salt-and-pepper noise by min κ‖u‖₁ + ‖u_n‖₁ s.t. Qu + u_n = b on 16×16 patches that do not overlap (Tables 3
/// and 4, Figs. 2–6). HODL: D_num is ALM (<see cref="ProximalAlm"/>) on a tight frame Q, D_net a
/// <see cref="ConvexPotentialNet"/>, ω = (W of Q, β, θ, κ per atom, D_net). UNH learns β, θ and one κ; ENA is
/// <see cref="DLadmm"/>; both and plain ALM have the raw dictionary and start at 0.
/// </summary>
public sealed class ConstrainedSparseCoding : ITask, ICertifiable
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
        new("unh", "UNH", "ALM or ADMM with learned β, step split and κ."),
        new("ena", "ENA", "D-LADMM: K untied layers; does not run past K."),
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
        var step = method switch { "shodl" => 0.2, "ahodl" => 0.35, "plain-alm" => 0, _ => 0.13 };  // ms an item and iteration
        var patches = own.TestSide == 0 ? 12_500 : 14 * own.TestSide * own.TestSide / 256;
        var training = step * 1e-3 * own.BatchSize * own.K * own.OuterSteps;
        return 5 + training + (patches * (own.K + own.TestK) * 4e-5);
    }

    /// <inheritdoc/>
    public void Run(RunContext run, CancellationToken token)
    {
        var settings = run.Settings<ConstrainedSparseCodingSettings>();
        using var scope = NewDisposeScope();
        var device = TaskMachine.Prepare(settings);
        var seed = (ulong)run.Spec.Seed;
        var train = Images(run, settings.TrainData, "train", seed + 1, token);
        var test = new PatchReconstruction(Images(run, settings.TestData, "test", seed + 2, token), settings, seed, float32, device);
        var (problem, dictionary) = Problem(run, settings, train, float32, device, token);
        var method = problem.Method;
        problem = problem with { Evaluate = (t, observer, stop) => test.Report(method, dictionary, settings, t, observer, stop) };
        if (problem.Learned().Count > 0)
        {
            new Algorithm1(problem, settings).Run(run, token);
        }

        using var ungraded = no_grad();
        method.Settle();
        test.Conclude(method, dictionary, settings, run.Observer, token);
    }

    /// <inheritdoc/>
    public CertifiableProblem? Certifiable(RunContext run, CancellationToken token)
    {
        var settings = run.Settings<ConstrainedSparseCodingSettings>();
        var train = Images(run.DataRoot, settings.TrainData, "train", settings.DamagedImages, (ulong)run.Spec.Seed + 1, token).Set;
        var (problem, _) = Problem(run, settings, train, float64, CPU, token);
        return problem.Learned().Count == 0 ? null : new(problem, settings.K);
    }

    private static (LearningProblem Problem, PatchAtoms Dictionary) Problem(
        RunContext run, ConstrainedSparseCodingSettings settings, ImageSet train, ScalarType dtype, Device device, CancellationToken token)
    {
        var patches = new NoisyPatches([.. train.Images.Select(named => Luma.Gray(named.Image))], settings.TrainPatches, ConstrainedSparseCodingSettings.PatchSide, settings.NoiseDensity, (ulong)run.Spec.Seed);
        var q = ConstrainedSparseCodingMethods.Dictionary(settings, patches, dtype, device, token);
        var (method, loss, dictionary) = ConstrainedSparseCodingMethods.Create(run.Spec.Method, settings, q, run.Spec.Seed);
        var problem = new LearningProblem
        {
            Method = method,
            Loss = loss,
            BatchAt = t => patches.At(t, settings.BatchSize, dtype, device),
            Start = batch => ConstrainedSparseCodingMethods.Start(batch, dictionary, settings),
            RateFactor = name => run.Spec.Method == "ena" && name.StartsWith('w') ? settings.LayerRate : 1,
        };
        return (problem, dictionary);
    }

    private static ImageSet Images(RunContext run, string name, string role, ulong seed, CancellationToken token)
    {
        var (set, found) = Images(run.DataRoot, name, role, run.Spec.Settings.DamagedImages, seed, token);
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

    private static (ImageSet Set, bool Found) Images(string root, string name, string role, DamagedFiles damaged, ulong seed, CancellationToken token) =>
        DataRoot.Find(root, name) is { } folder
            ? (ImageFolder.List(folder).Load(damaged, token), true)
            : (PiecewiseSmooth.Generate(role == "test" ? 4 : 12, 96, seed, token), false);
}
