using Hodl.Core.Runs;
using Hodl.Core.Tasks;

namespace Hodl.Server.Runs;

/// <summary>What a request comes to.</summary>
/// <param name="Runs">The runs, in the order in which they will be computed; empty when there are errors.</param>
/// <param name="Errors">Why it cannot be launched.</param>
public sealed record RunPlan(IReadOnlyList<RunSpec> Runs, IReadOnlyList<SettingError> Errors)
{
    /// <summary>What a person should know before launching, such as data that something else stands in for.</summary>
    public IReadOnlyList<string> Notices { get; init; } = [];
}
