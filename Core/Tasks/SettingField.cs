namespace Hodl.Core.Tasks;

/// <summary>One setting as forms, the command line and the API show it.</summary>
public sealed record SettingField
{
    /// <summary>Property name, such as <c>LearningRate</c>.</summary>
    public required string Name { get; init; }

    /// <summary>As shown.</summary>
    public required string Label { get; init; }

    /// <summary>Heading under which it stands.</summary>
    public required string Group { get; init; }

    /// <summary>Why one would change it.</summary>
    public required string Description { get; init; }

    /// <summary>Position in the form.</summary>
    public required int Order { get; init; }

    /// <summary>int, long, double, bool, string or an enum.</summary>
    public required Type Type { get; init; }

    /// <summary>Unit; empty when it has none.</summary>
    public string Unit { get; init; } = "";

    /// <summary>Whether the form folds it away.</summary>
    public bool Advanced { get; init; }

    /// <summary>Lowest allowed value; null when there is none.</summary>
    public double? Minimum { get; init; }

    /// <summary>Highest allowed value; null when there is none.</summary>
    public double? Maximum { get; init; }

    /// <summary>What is allowed, in words: <c>1 … 256</c>, <c>Adam, Sgd</c>.</summary>
    public required string Allowed { get; init; }

    /// <summary>Pattern of a text; empty when any text will do.</summary>
    public string Pattern { get; init; } = "";

    /// <summary>The choices of an enum.</summary>
    public IReadOnlyList<string> Options { get; init; } = [];

    /// <summary>The record's own default, as text.</summary>
    public required string Default { get; init; }
}
