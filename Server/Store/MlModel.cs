namespace Hodl.Server.Store;

/// <summary>A logged model, as MLflow 3 has it.</summary>
public sealed record MlModel
{
    /// <summary>Not complete yet.</summary>
    public const string Pending = "LOGGED_MODEL_PENDING";

    /// <summary>What a model may be.</summary>
    public static IReadOnlyList<string> States { get; } = ["LOGGED_MODEL_STATUS_UNSPECIFIED", Pending, "LOGGED_MODEL_READY",
        "LOGGED_MODEL_UPLOAD_FAILED"];

    /// <summary>Its name in MLflow's protocol.</summary>
    public required string Uuid { get; init; }

    /// <summary>Its experiment.</summary>
    public required long Experiment { get; init; }

    /// <summary>Given by a person or made up.</summary>
    public required string Name { get; init; }

    /// <summary>Such as <c>Classifier</c>; empty when not said.</summary>
    public required string Type { get; init; }

    /// <summary>The number of the run among whose artifacts its files lie.</summary>
    public required long Run { get; init; }

    /// <summary>The run that made it; empty when none did.</summary>
    public required string Source { get; init; }

    /// <summary>One of <see cref="States"/>.</summary>
    public required string Status { get; init; }

    /// <summary>In milliseconds of Unix time.</summary>
    public required long Created { get; init; }

    /// <summary>In milliseconds of Unix time.</summary>
    public required long Updated { get; init; }

    /// <summary>Who logged it.</summary>
    public required string Creator { get; init; }

    /// <summary>By key.</summary>
    public IReadOnlyDictionary<string, string> Params { get; init; } = new Dictionary<string, string>();

    /// <summary>By key.</summary>
    public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();

    /// <summary>The latest point of each metric that was logged for it.</summary>
    public IReadOnlyList<MlMetric> Metrics { get; init; } = [];

    /// <summary>The folder of its files among the artifacts of <see cref="Run"/>.</summary>
    public string Folder => $"logged_models/{Uuid}";

    /// <summary>Where a client takes and leaves its files: through this server.</summary>
    public string ArtifactUri => $"mlflow-artifacts:/{Experiment}/models/{Uuid}/artifacts";
}
