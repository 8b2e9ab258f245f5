namespace Hodl.Server.Store;

/// <summary>A point of a metric, as MLflow has it.</summary>
/// <param name="Key">The metric.</param>
/// <param name="Value">Its value; NaN and ±∞ are kept.</param>
/// <param name="Timestamp">When, in milliseconds of Unix time.</param>
/// <param name="Step">The step.</param>
public sealed record MlMetric(string Key, double Value, long Timestamp, long Step)
{
    /// <summary>The logged model that it is of; null for none.</summary>
    public string? Model { get; init; }

    /// <summary>Among a model's metrics: the run that logged it.</summary>
    public string? Run { get; init; }
}
