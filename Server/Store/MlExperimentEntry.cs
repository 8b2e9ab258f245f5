namespace Hodl.Server.Store;

/// <summary>MLflow's experiment in the catalog, under its number + 1: MLflow counts from 0, and LiteDB takes 0 for no id.</summary>
internal sealed record MlExperimentEntry(long Id, string Name, long Created, long Updated, long? Deleted, IReadOnlyDictionary<string,
    string> Tags, string Person);
