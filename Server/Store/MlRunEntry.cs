namespace Hodl.Server.Store;

/// <summary>What MLflow's protocol says of a run beyond its entry; under the run's id.</summary>
internal sealed record MlRunEntry(
    long Id, string Uuid, long Experiment, string User, string Status, long Start, long? Finish, bool WithExperiment,
    IReadOnlyDictionary<string, string> Params, IReadOnlyDictionary<string, string> Tags)
{
    /// <summary>Data sets; null in what an earlier version kept.</summary>
    public IReadOnlyList<MlInput>? Inputs { get; init; }

    /// <summary>Logged models that it has read.</summary>
    public IReadOnlyList<MlModelUse>? ModelInputs { get; init; }

    /// <summary>Logged models that it has made.</summary>
    public IReadOnlyList<MlModelUse>? ModelOutputs { get; init; }
}
