namespace Hodl.Server.Store;

/// <summary>A model in the catalog; its numbers are a file.</summary>
internal sealed record ModelEntry(
    long Id, string Name, string Task, string Method, string Preset, long Seed, string Settings, long? Run, long Step, long Created,
        long Count, string Sha256, long? Deleted, string Person);
