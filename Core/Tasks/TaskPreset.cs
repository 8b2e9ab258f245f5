using Hodl.Core.Runs;

namespace Hodl.Core.Tasks;

/// <summary>Settings with a name, such as <c>quick</c> or <c>table3-k25</c>.</summary>
/// <param name="Id">Kebab-case.</param>
/// <param name="Name">As shown.</param>
/// <param name="Summary">What it shows and about how long it takes.</param>
/// <param name="Settings">The complete settings.</param>
public sealed record TaskPreset(string Id, string Name, string Summary, TaskSettings Settings)
{
    /// <summary>Methods that the preset compares; the launch page selects them. Empty: the task's first method.</summary>
    public IReadOnlyList<string> Methods { get; init; } = [];

    /// <summary>A sweep: one run for each variant, method and seed. Empty: no sweep.</summary>
    public IReadOnlyList<PresetVariant> Variants { get; init; } = [];
}
