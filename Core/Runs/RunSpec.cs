using Hodl.Core.Tasks;

namespace Hodl.Core.Runs;

/// <summary>What is to be run: everything that decides its numbers, apart from the machine.</summary>
public sealed record RunSpec
{
    /// <summary>Id of a task in <see cref="TaskCatalog"/>, kebab-case.</summary>
    public required string Task { get; init; }

    /// <summary>Id of one of the task's methods.</summary>
    public required string Method { get; init; }

    /// <summary>The preset that the settings started from; empty when none.</summary>
    public string Preset { get; init; } = "";

    /// <summary>Distinguishes runs of a sweep, such as <c>μ = 0.3</c>; empty when there is none.</summary>
    public string Label { get; init; } = "";

    /// <summary>Seed of every random number of the run.</summary>
    public long Seed { get; init; } = 1;

    /// <summary>The task's settings, complete.</summary>
    public required TaskSettings Settings { get; init; }
}
