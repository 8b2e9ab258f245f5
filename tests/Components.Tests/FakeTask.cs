using System.ComponentModel.DataAnnotations;
using Hodl.Core.Metrics;

namespace Hodl.Components.Tests;

/// <summary>A task whose answers are known.</summary>
internal sealed class FakeTask : ITask
{
    public string Id => "fake";

    public string Name => "Fake task";

    public string Summary => "Computes nothing.";

    public Type SettingsType => typeof(FakeSettings);

    public IReadOnlyList<TaskMethod> Methods { get; } = [new("ahodl", "aHODL", ""), new("shodl", "sHODL", ""), new("unh", "UNH", "")];

    public IReadOnlyList<TaskPreset> Presets { get; } = [new("quick", "Quick", "Short.", new FakeSettings())];

    public IReadOnlyList<MetricInfo> Metrics { get; } = [new("phi", "φ")];

    public string? Refuse(string method, TaskSettings settings) => method == "ahodl" && ((FakeSettings)settings).Mu == 0 ? "needs μ > 0." : null;

    public double EstimateSeconds(string method, TaskSettings settings) => 1;

    public void Run(RunContext run, CancellationToken token) => throw new NotSupportedException();
}

public enum FakeOptimizer
{
    Adam,
    Sgd,
}

public sealed record FakeSettings : TaskSettings
{
    [Display(Name = "Aggregation μ", GroupName = "Lower level", Order = 1, Description = "0 is sHODL.")]
    [Range(0, 0.99)]
    [Unit("share")]
    public double Mu { get; init; } = 0.3;

    [Display(Name = "Iterations K", GroupName = "Lower level", Order = 2, Description = "More cost more.")]
    [Range(1, 100)]
    public int K { get; init; } = 25;

    [Display(Name = "Optimiser", GroupName = "Upper level", Order = 3, Description = "How ω moves.")]
    public FakeOptimizer Optimizer { get; init; }

    [Display(Name = "Non-expansive", GroupName = "Upper level", Order = 4, Description = "Fig. 4.")]
    public bool NonExpansive { get; init; } = true;
}
