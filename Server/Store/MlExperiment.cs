namespace Hodl.Server.Store;

/// <summary>An experiment, as MLflow has it: a name over runs.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Name">Unique, also among deleted ones.</param>
/// <param name="Created">In milliseconds of Unix time.</param>
/// <param name="Updated">In milliseconds of Unix time.</param>
/// <param name="Deleted">Whether it was deleted; it can be restored.</param>
/// <param name="Tags">By key.</param>
/// <param name="Person">Who made it; empty when nobody had to sign in.</param>
public sealed record MlExperiment(long Id, string Name, long Created, long Updated, bool Deleted, IReadOnlyDictionary<string, string> Tags,
    string Person);
