namespace Hodl.Server.Store;

/// <summary>A logged model of MLflow 3 in the catalog. Its files lie among the artifacts of the run that holds it.</summary>
internal sealed record MlModelEntry
{
    public long Id { get; init; }
    public string Uuid { get; init; } = "";
    public long Experiment { get; init; }
    public string Name { get; init; } = "";
    public string Type { get; init; } = "";

    /// <summary>The run that made it, or one of its own.</summary>
    public long Run { get; init; }
    public bool HasOwnRun { get; init; }
    public string Status { get; init; } = MlModel.Pending;
    public long Created { get; init; }
    public long Updated { get; init; }
    public string Creator { get; init; } = "";
    public bool Deleted { get; init; }
    public IReadOnlyDictionary<string, string> Params { get; init; } = new Dictionary<string, string>();
    public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();
    public IReadOnlyList<MlMetric> Metrics { get; init; } = [];
}
