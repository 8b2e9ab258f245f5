using System.ComponentModel.DataAnnotations;
using Hodl.Core.Data;
using Hodl.Core.Hypergradients;
using Hodl.Core.Linear;
using Hodl.Core.Metrics;
using Hodl.Core.Operators;
using Hodl.Core.Runs;
using Hodl.Core.Solvers;
using Hodl.Core.Training;
using static TorchSharp.torch;

namespace Hodl.Core.Tasks;

/// <summary>Settings of <see cref="NonExpansiveness"/>.</summary>
public sealed record NonExpansivenessSettings : HodlSettings
{
    /// <summary>Small sparse coding, trained hard enough to push norms against their bound.</summary>
    public NonExpansivenessSettings()
    {
        K = 10;
        OuterSteps = 200;
        BatchSize = 64;
        LearningRate = 3e-3;
        EvaluateEvery = 20;
        CurveEvery = 100;
    }

    /// <summary>m.</summary>
    [Display(Name = "m — rows of Q", GroupName = "Problem", Order = 1, Description = "Measurements of a code.")]
    [Range(4, 1024)]
    public int Rows { get; init; } = 60;

    /// <summary>n.</summary>
    [Display(Name = "n — columns of Q", GroupName = "Problem", Order = 2, Description = "Length of a code.")]
    [Range(4, 1024)]
    public int Columns { get; init; } = 40;

    /// <summary>Kind of D_net.</summary>
    [Display(Name = "Kind of D_net", GroupName = "Network", Order = 3, Description = "Plain: normalised layers with ReLU between. Potential: u − t·Wᵀrelu(Wu + Vb + c).")]
    public NetworkKind Network { get; init; } = NetworkKind.Potential;

    /// <summary>Norm of the start.</summary>
    [Display(Name = "Start of D_net", GroupName = "Network", Order = 4, Description = "Norm of D_net's weights at the start; above 1 the free network expands from the beginning.")]
    [Range(1e-4, 10.0)]
    public double NetworkScale { get; init; } = 3;

    /// <summary>Iterations of the final test.</summary>
    [Display(Name = "Test iterations", GroupName = "Recording", Order = 42, Description = "How far beyond K the trained iteration is run at the end.")]
    [Range(1, 100_000)]
    [Unit("inner steps")]
    public int TestIterations { get; init; } = 200;

    /// <summary>The sparse coding problem behind it.</summary>
    internal RegularizedSparseCodingSettings Problem(bool normalized) => new()
    {
        Rows = Rows,
        Columns = Columns,
        K = K,
        Alpha = Alpha,
        BatchSize = BatchSize,
        TrainItems = 2000,
        TestItems = 64,
        Network = Network,
        NetworkScale = NetworkScale,
        Normalized = normalized,
        LearningRate = LearningRate,
        OuterSteps = OuterSteps,
        EvaluateEvery = EvaluateEvery,
        CurveEvery = CurveEvery,
        CheckpointEvery = CheckpointEvery,
    };
}

/// <summary>
/// Is D what Assumption 3.2 asks for? The largest ‖D(a) − D(b)‖_G/‖a − b‖_G that <see cref="ExpansionProbe"/> finds, for
/// D_num, D_net and their composition, before, during and after training; and the same with spectral normalisation off,
/// which shows what it is for (Fig. 4): ratios above 1, and an iteration that need not converge past K.
/// </summary>
public sealed class NonExpansiveness : ITask, ICertifiable
{
    /// <inheritdoc/>
    public string Id => "non-expansiveness";

    /// <inheritdoc/>
    public string Name => "Non-expansiveness";

    /// <inheritdoc/>
    public string Summary => "Measures the expansion of D_num, D_net and their composition, with and without spectral normalisation.";

    /// <inheritdoc/>
    public Type SettingsType => typeof(NonExpansivenessSettings);

    /// <inheritdoc/>
    public IReadOnlyList<TaskMethod> Methods { get; } =
    [
        new("shodl", "sHODL", "With spectral normalisation: every ratio stays at or below 1."),
        new("shodl-free", "sHODL without normalisation", "The same network, free to expand."),
    ];

    /// <inheritdoc/>
    public IReadOnlyList<TaskPreset> Presets { get; } =
    [
        new("quick", "Quick", "Sparse coding 60×40, both methods; some seconds a run.", new NonExpansivenessSettings()) { Methods = ["shodl", "shodl-free"] },
        new("paper", "Paper", "Sparse coding 500×250, K = 25; some minutes a run.", new NonExpansivenessSettings { Rows = 500, Columns = 250, K = 25, OuterSteps = 500, LearningRate = 1e-3 })
        {
            Methods = ["shodl", "shodl-free"],
        },
    ];

    /// <inheritdoc/>
    public IReadOnlyList<MetricInfo> Metrics { get; } =
    [
        .. OuterSeries.Infos,
        new("expansion_num", "Largest expansion of D_num", Better: Better.Lower, IsResult: true),
        new("expansion_net", "Largest expansion of D_net", Better: Better.Lower, IsResult: true),
        new("expansion_composed", "Largest expansion of D_num∘D_net", Better: Better.Lower, IsResult: true),
        new("test_nmse_db", "NMSE — 10·log₁₀(Σ‖u^K − u‖²/Σ‖u‖²) on the test codes", "dB", Better.Lower, IsResult: true),
        new("test_relative_step_at_end", "‖u^k − u^{k−1}‖/‖u^{k−1}‖ after all test iterations", "", Better.Lower, Log: true, IsResult: true),
        new("test_nmse_db_at_end", "NMSE after all test iterations", "dB", Better.Lower, IsResult: true),
    ];

    /// <inheritdoc/>
    public string? Refuse(string method, TaskSettings settings) => null;

    /// <inheritdoc/>
    public double EstimateSeconds(string method, TaskSettings settings)
    {
        var own = (NonExpansivenessSettings)settings;
        return own.OuterSteps * own.K * ((own.BatchSize * 5.0 * own.Columns * own.Columns * 6 / 60e9) + 2e-4);
    }

    /// <inheritdoc/>
    public void Run(RunContext run, CancellationToken token)
    {
        var settings = run.Settings<NonExpansivenessSettings>();
        var coding = settings.Problem(run.Spec.Method == "shodl");
        using var scope = NewDisposeScope();
        var data = RegularizedSparseCoding.Draw(coding, run.Spec.Seed, float32, TaskMachine.Prepare(settings));
        run.Observer.OnData(new("generated sparse codes", data.Sha256, coding.TrainItems, "train"));
        var problem = RegularizedSparseCoding.Problem("shodl", coding, data, run.Spec.Seed);
        using var omega = problem.Method.Omega;
        var test = RegularizedSparseCoding.Test(coding, data);
        void Measure(Action<string, double> report, CancellationToken stop)
        {
            var u = InnerLoop.Run(problem.Method.Test(test), problem.Start(test), settings.K, token: stop).U;
            var (num, net, composed) = Expansions((Composed)((HodlMethod)problem.Method).Operator, test, run.Spec.Seed);
            report("expansion_num", num);
            report("expansion_net", net);
            report("expansion_composed", composed);
            report("test_nmse_db", RegularizedSparseCoding.NmseDb(u, test));
        }

        new Algorithm1(problem, settings, RunCertifier.During)
        {
            Evaluate = (t, observer, stop) => Measure((name, value) => observer.OnMetric(name, t, value), stop),
        }.Run(run, token);
        using var ungraded = no_grad();
        var (_, steps, errors) = Extrapolation.Run(
            problem, test, ("nmse_db", u => tensor(RegularizedSparseCoding.NmseDb(u, test))), settings.K,
            Math.Max(settings.K, settings.TestIterations), settings.OuterSteps, run.Observer, token);
        Measure((name, value) => run.Observer.OnResult(new(name, value)), token);
        run.Observer.OnResult(new("test_relative_step_at_end", steps[^1]));
        run.Observer.OnResult(new("test_nmse_db_at_end", errors[^1]));
    }

    /// <inheritdoc/>
    public CertifiableProblem Certifiable(RunContext run, CancellationToken token)
    {
        var coding = run.Settings<NonExpansivenessSettings>().Problem(run.Spec.Method == "shodl");
        return new(RegularizedSparseCoding.Problem("shodl", coding, RegularizedSparseCoding.Draw(coding, run.Spec.Seed, float64, CPU), run.Spec.Seed), coding.K);
    }

    private static (double Num, double Net, double Composed) Expansions(Composed d, Batch batch, long seed)
    {
        using var scope = NewDisposeScope();
        using var random = new Generator(StepSeed.Of(seed, -3));
        var points = new State(batch.Target!);
        double Ratio(IOperator part) => ExpansionProbe.LargestRatio(part.At(batch), points, random, rounds: 3, ascents: 6);
        return (Ratio(d.Numerical), Ratio(d.Network), Ratio(d));
    }
}
