namespace Hodl.Server.Store;

/// <summary>A run, as MLflow has it.</summary>
public sealed record MlRun
{
    /// <summary>Its number here.</summary>
    public required long Run { get; init; }

    /// <summary>Its name in MLflow's protocol.</summary>
    public required string Uuid { get; init; }

    /// <summary>Its experiment.</summary>
    public required long Experiment { get; init; }

    /// <summary>Given by a person or made up.</summary>
    public required string Name { get; init; }

    /// <summary>Whom the client says it belongs to.</summary>
    public required string User { get; init; }

    /// <summary>Who logged it, by the account here.</summary>
    public required string Person { get; init; }

    /// <summary>RUNNING, SCHEDULED, FINISHED, FAILED or KILLED.</summary>
    public required string Status { get; init; }

    /// <summary>In milliseconds of Unix time.</summary>
    public required long Start { get; init; }

    /// <summary>In milliseconds of Unix time; null while it goes on.</summary>
    public long? Finish { get; init; }

    /// <summary>Whether it was deleted; it can be restored.</summary>
    public required bool Deleted { get; init; }

    /// <summary>The latest point of each metric.</summary>
    public IReadOnlyList<MlMetric> Metrics { get; init; } = [];

    /// <summary>By key; a parameter never changes.</summary>
    public IReadOnlyDictionary<string, string> Params { get; init; } = new Dictionary<string, string>();

    /// <summary>By key.</summary>
    public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();

    /// <summary>Data sets that it has read.</summary>
    public IReadOnlyList<MlInput> Inputs { get; init; } = [];

    /// <summary>Logged models that it has read.</summary>
    public IReadOnlyList<MlModelUse> ModelInputs { get; init; } = [];

    /// <summary>Logged models that it has made.</summary>
    public IReadOnlyList<MlModelUse> ModelOutputs { get; init; } = [];

    /// <summary>Where a client takes and leaves its files: through this server.</summary>
    public string ArtifactUri => $"mlflow-artifacts:/{Experiment}/{Uuid}/artifacts";
}
