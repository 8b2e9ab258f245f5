using Hodl.Core.Metrics;

namespace Hodl.Components.Tables;

/// <summary>A column: one metric under one convention.</summary>
/// <param name="Info">The metric.</param>
/// <param name="Group">The data set or setting above it; empty when there is none.</param>
public sealed record ResultColumn(MetricInfo Info, string Group = "")
{
    /// <summary>The metric as a header says it: label, unit and which way is better.</summary>
    public string Head => MetricLabel.Of(Info) + (Info.Unit != "" ? $" ({Info.Unit})" : "") + Info.Better switch { Better.Higher => " ↑", Better.Lower => " ↓", _ => "" };

    /// <summary>Group and metric in one word, for files.</summary>
    public string Key => Group == "" ? Info.Name : $"{Group} {Info.Name}";
}
