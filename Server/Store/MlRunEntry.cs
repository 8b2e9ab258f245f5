namespace Hodl.Server.Store;

/// <summary>What MLflow's protocol says of a run beyond its entry; under the run's id.</summary>
internal sealed record MlRunEntry(
    long Id, string Uuid, long Experiment, string User, string Status, long Start, long? Finish, bool WithExperiment,
    IReadOnlyDictionary<string, string> Params, IReadOnlyDictionary<string, string> Tags);
