using Hodl.Core.Data;
using Hodl.Core.Metrics;
using Hodl.Core.Runs;
using Hodl.Core.Tasks;

namespace Hodl.Server.Tests;

/// <summary>The fake task, whose method ahodl cannot do without Rain100L, and whose unh uses something else until Set14 is there.</summary>
public sealed class NeedyTask : ITask
{
    private readonly FakeTask _fake = new();

    public string Id => "needy";

    public string Name => "Needy";

    public string Summary => "Wants data.";

    public Type SettingsType => _fake.SettingsType;

    public IReadOnlyList<TaskMethod> Methods => _fake.Methods;

    public IReadOnlyList<TaskPreset> Presets => _fake.Presets;

    public IReadOnlyList<MetricInfo> Metrics => _fake.Metrics;

    public string? Refuse(string method, TaskSettings settings) => null;

    public IReadOnlyList<DataNeed> Needs(string method, TaskSettings settings) =>
        [method == "ahodl" ? new DataNeed("TestData", DataCatalog.Rain100L) : new DataNeed("TestData", DataCatalog.Set14, "generated images")];

    public double EstimateSeconds(string method, TaskSettings settings) => 1;

    public void Run(RunContext run, CancellationToken token) => _fake.Run(run, token);
}
