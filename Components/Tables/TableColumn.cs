namespace Hodl.Components.Tables;

/// <summary>A column that a question asks for: one metric under one convention, on one data set.</summary>
/// <param name="Group">The data set or setting that stands above the metric.</param>
/// <param name="Metric">Name of the result metric.</param>
/// <param name="Runs">What runs of this column have in common beside the question's filter.</param>
public sealed record TableColumn(string Group, string Metric, RunSelector Runs)
{
    /// <summary>One test image, whose own number is meant instead of the mean over all; empty for the mean.</summary>
    public string Item { get; init; } = "";

    /// <summary>Why nothing can be measured here; empty when it can.</summary>
    public string Absent { get; init; } = "";
}
