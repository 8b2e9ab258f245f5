namespace Hodl.Server.Store;

/// <summary>A trained ω that was given a name.</summary>
/// <param name="Id">Never given twice.</param>
/// <param name="Name">Given by a person.</param>
/// <param name="Task">Task id.</param>
/// <param name="Method">Method id.</param>
/// <param name="Preset">The preset of its training; may be empty.</param>
/// <param name="Seed">The seed of its training.</param>
/// <param name="SettingsJson">The settings record of its training.</param>
/// <param name="Run">The run of this database that trained it; null for an imported one.</param>
/// <param name="Step">Outer steps of its training.</param>
/// <param name="Created">When it came here.</param>
/// <param name="Count">How many numbers ω has.</param>
/// <param name="Sha256">Of its safetensors bytes, lower-case hex.</param>
/// <param name="Person">Who kept it; empty when nobody had to sign in.</param>
public sealed record StoredModel(
    long Id, string Name, string Task, string Method, string Preset, long Seed, string SettingsJson, long? Run, long Step,
        DateTimeOffset Created, long Count, string Sha256, string Person);
