using Hodl.Core.Hypergradients;
using Hodl.Core.Metrics;
using Hodl.Core.Runs;
using Hodl.Core.Training;
using static TorchSharp.torch;

namespace Hodl.Core.Tasks;

/// <summary>What the tasks on <see cref="AffineBilevel"/> share: they differ in presets and in what they ask of the reader.</summary>
public abstract class AffineBilevelTask : ITask, ICertifiable
{
    /// <inheritdoc/>
    public abstract string Id { get; }

    /// <inheritdoc/>
    public abstract string Name { get; }

    /// <inheritdoc/>
    public abstract string Summary { get; }

    /// <inheritdoc/>
    public abstract IReadOnlyList<TaskPreset> Presets { get; }

    /// <inheritdoc/>
    public Type SettingsType => typeof(AffineBilevelSettings);

    /// <inheritdoc/>
    public IReadOnlyList<TaskMethod> Methods { get; } =
    [
        new("ahodl", "aHODL", "Eq. (4): picks the lower minimizer that the upper level likes best."),
        new("shodl", "sHODL", "Eq. (5): ends at the lower minimizer nearest to its start."),
    ];

    /// <inheritdoc/>
    public IReadOnlyList<MetricInfo> Metrics { get; } =
    [
        .. OuterSeries.Infos,
        new("omega_distance", "‖ω − ω*‖ — distance of ω", Better: Better.Lower, Log: true, IsResult: true),
        new("u_distance", "‖u^K − u*‖ — distance of u", Better: Better.Lower, Log: true, IsResult: true),
        new("phi_gap", "|φ_K − φ*| — gap to the optimal value", Better: Better.Lower, Log: true, IsResult: true),
    ];

    /// <inheritdoc/>
    public string? Refuse(string method, TaskSettings settings) =>
        settings is AffineBilevelSettings own && own.LowerRows > own.LowerColumns ? "m must not exceed n." : null;

    /// <inheritdoc/>
    public double EstimateSeconds(string method, TaskSettings settings)
    {
        var own = (AffineBilevelSettings)settings;
        return own.K * (own.OuterSteps + (0.4 * own.OuterSteps / own.EvaluateEvery)) * (method == "ahodl" ? 1e-4 : 0.6e-4);
    }

    /// <inheritdoc/>
    public void Run(RunContext run, CancellationToken token)
    {
        var settings = run.Settings<AffineBilevelSettings>();
        using var scope = NewDisposeScope();
        using var toy = new AffineBilevel(run.Spec.Method, settings, run.Spec.Seed, TaskMachine.Prepare(settings));
        new Algorithm1(toy.Problem, settings, RunCertifier.During)
        {
            Evaluate = (t, observer, stop) => Report(toy, settings, (name, value) => observer.OnMetric(name, t, value), stop),
        }.Run(run, token);
        Report(toy, settings, (name, value) => run.Observer.OnResult(new(name, value)), token);
    }

    /// <inheritdoc/>
    public CertifiableProblem Certifiable(RunContext run, CancellationToken token)
    {
        var settings = run.Settings<AffineBilevelSettings>();
        return new(new AffineBilevel(run.Spec.Method, settings, run.Spec.Seed, CPU).Problem, settings.K);
    }

    private static void Report(AffineBilevel toy, AffineBilevelSettings settings, Action<string, double> report, CancellationToken token)
    {
        var (omega, u, phi) = toy.Distances(settings.K, token);
        report("omega_distance", omega);
        report("u_distance", u);
        report("phi_gap", phi);
    }
}
