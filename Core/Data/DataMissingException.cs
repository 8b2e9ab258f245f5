namespace Hodl.Core.Data;

/// <summary>A data set that a run needs is not below the data folder. The message says where it belongs and where it comes from.</summary>
/// <param name="data">Which.</param>
/// <param name="root">The data folder; empty when none is set.</param>
public sealed class DataMissingException(KnownData data, string root)
    : Exception(data.Missing(root) ?? $"The data set {data.Name} has just appeared; try again.")
{
    /// <summary>Which.</summary>
    public KnownData DataSet { get; } = data;
}
