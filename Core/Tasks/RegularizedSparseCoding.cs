using Hodl.Core.Data;
using Hodl.Core.Hypergradients;
using Hodl.Core.Linear;
using Hodl.Core.Metrics;
using Hodl.Core.Runs;
using Hodl.Core.Solvers;
using Hodl.Core.Training;
using static TorchSharp.torch;

namespace Hodl.Core.Tasks;

/// <summary>
/// Regularised sparse coding, min ‖Qu − b‖² + κ‖u‖₁ (Eq. (9), Section 6.1, Fig. 1): learn to recover u from b = Qu + noise
/// with PG as the base method and ℓ = MSE to the true u. Q [m, n], 10 000 training and 1000 test codes.
/// </summary>
public sealed class RegularizedSparseCoding : ITask, ICertifiable
{
    /// <inheritdoc/>
    public string Id => "regularized-sparse-coding";

    /// <inheritdoc/>
    public string Name => "Regularised sparse coding";

    /// <inheritdoc/>
    public string Summary => "Recover sparse codes from noisy measurements with PG: HODL against UNH and LISTA.";

    /// <inheritdoc/>
    public Type SettingsType => typeof(RegularizedSparseCodingSettings);

    /// <inheritdoc/>
    public IReadOnlyList<TaskMethod> Methods { get; } =
    [
        new("shodl", "sHODL", "PG composed with a non-expansive network, Eq. (5)."),
        new("ahodl", "aHODL", "The same with the loss's direction aggregated in training, Eq. (4)."),
        new("unh", "UNH", "PG with learned step size and κ."),
        new("ena", "ENA (LISTA)", "K untied layers W¹b + W²u with a soft threshold; cannot run past K."),
    ];

    /// <inheritdoc/>
    public IReadOnlyList<TaskPreset> Presets => RegularizedSparseCodingPresets.All;

    /// <inheritdoc/>
    public IReadOnlyList<MetricInfo> Metrics { get; } =
    [
        .. OuterSeries.Infos,
        new("test_nmse_db", "NMSE — 10·log₁₀(Σ‖u^K − u‖²/Σ‖u‖²) on the test codes", "dB", Better.Lower, IsResult: true),
        new("test_mse", "MSE — mean (u^K − u)² on the test codes", "", Better.Lower, Log: true, IsResult: true),
        new("train_nmse_db", "NMSE on as many training codes", "dB", Better.Lower, IsResult: true),
        new("test_residual_at_k", "‖u^K − T(u^K)‖_G at K on the test codes", "", Better.Lower, Log: true, IsResult: true),
        new("test_relative_step_at_k", "‖u^K − u^{K−1}‖/‖u^{K−1}‖ at K", "", Better.Lower, Log: true, IsResult: true),
        new("test_relative_step_at_end", "‖u^k − u^{k−1}‖/‖u^{k−1}‖ after all test iterations", "", Better.Lower, Log: true, IsResult: true),
        new("test_nmse_db_at_end", "NMSE after all test iterations", "dB", Better.Lower, IsResult: true),
        new("expansion_ratio", "Largest ‖D(a) − D(b)‖_G/‖a − b‖_G found", "", Better.Lower, IsResult: true),
        new("hypergradient_check_relative", "Hypergradient against central differences in float64, relative", "", Better.Lower, Log: true, IsResult: true),
    ];

    /// <inheritdoc/>
    public string? Refuse(string method, TaskSettings settings)
    {
        var own = (RegularizedSparseCodingSettings)settings;
        return method == "ena" && own.K > 100 ? "LISTA has a network for each of the K steps; K above 100 is refused." : null;
    }

    /// <inheritdoc/>
    public double EstimateSeconds(string method, TaskSettings settings)
    {
        var own = (RegularizedSparseCodingSettings)settings;
        double n = own.Columns, hidden = method is "shodl" or "ahodl" ? own.Layers * own.Width * n : 0;
        var multiplies = method == "ena" ? n * (n + own.Rows) : (n * Math.Min(n, 2 * own.Rows)) + (2 * n * hidden);
        return own.OuterSteps * (own.K * own.BatchSize * multiplies * 6 / 60e9 + (own.K * 2e-4));
    }

    /// <inheritdoc/>
    public void Run(RunContext run, CancellationToken token)
    {
        var settings = run.Settings<RegularizedSparseCodingSettings>();
        using var scope = NewDisposeScope();
        var device = TaskMachine.Prepare(settings);
        var data = Draw(settings, run.Spec.Seed, float32, device);
        run.Observer.OnData(new("generated sparse codes", data.Sha256, settings.TrainItems, "train"));
        run.Observer.OnData(new("generated sparse codes, the last of the set", data.Sha256, settings.TestItems, "test"));
        var problem = Problem(run.Spec.Method, settings, data, run.Spec.Seed);
        using var omega = problem.Method.Omega;
        var test = Test(settings, data);
        new Algorithm1(problem, settings, RunCertifier.During, new FusedReverseMode())
        {
            Evaluate = (t, observer, stop) =>
            {
                var u = InnerLoop.Run(problem.Method.Test(test), problem.Start(test), settings.K, token: stop).U;
                observer.OnMetric("test_nmse_db", t, NmseDb(u, test));
            },
        }.Run(run, token);
        new RegularizedSparseCodingTest(settings, run.Spec).Report(problem, data, run.Observer, token);
    }

    /// <inheritdoc/>
    public CertifiableProblem Certifiable(RunContext run, CancellationToken token)
    {
        var settings = run.Settings<RegularizedSparseCodingSettings>();
        var problem = Problem(run.Spec.Method, settings, Draw(settings, run.Spec.Seed, float64, CPU), run.Spec.Seed);
        return new(problem, settings.K) { Way = new FusedReverseMode() };
    }

    /// <summary>Training codes first, then the test codes.</summary>
    public static SparseCodes Draw(RegularizedSparseCodingSettings settings, long seed, ScalarType dtype, Device device) => SparseCodes.Draw(
        settings.Rows, settings.Columns, settings.TrainItems + settings.TestItems, settings.Density, settings.Noise, seed, dtype, device);

    /// <summary>The problem as Algorithm 1 takes it; also for checks in float64.</summary>
    public static LearningProblem Problem(string method, RegularizedSparseCodingSettings settings, SparseCodes data, long seed) => new()
    {
        Method = RegularizedSparseCodingMethods.Create(method, settings, data.Q, seed),
        Loss = new MeanSquaredError(),
        BatchAt = t => BatchAt(settings, data, seed, t),
        Start = batch => new(zeros_like(batch.Target!)),
        RateFactor = name => RegularizedSparseCodingMethods.RateFactor(name, settings),
    };

    /// <summary>The test codes.</summary>
    public static Batch Test(RegularizedSparseCodingSettings settings, SparseCodes data) => new(
        data.Observations.narrow(0, settings.TrainItems, settings.TestItems), data.Codes.narrow(0, settings.TrainItems, settings.TestItems));

    /// <summary>10·log₁₀(Σ‖u − target‖²/Σ‖target‖²), sums over the whole batch.</summary>
    public static double NmseDb(State u, Batch batch)
    {
        using var scope = NewDisposeScope();
        var target = batch.Target!.to(float64);
        return 10 * Math.Log10(((u[0].to(float64) - target).square().sum() / target.square().sum()).cpu().item<double>());
    }

    private static Batch BatchAt(RegularizedSparseCodingSettings settings, SparseCodes data, long seed, long t)
    {
        using var random = new Generator(StepSeed.Of(seed, t));
        var items = randint(settings.TrainItems, [settings.BatchSize], generator: random).to(data.Q.device);
        return new(data.Observations.index_select(0, items), data.Codes.index_select(0, items));
    }
}
