namespace Hodl.Server.Store;

/// <summary>A project: a name over runs.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Name">Unique, whatever the case of its letters.</param>
/// <param name="Summary">What it is about.</param>
/// <param name="Runs">How many runs it has that are not deleted.</param>
/// <param name="Person">Who made it; empty when nobody had to sign in.</param>
/// <param name="Open">Whether all who may launch may write on its runs and change its tables.</param>
public sealed record StoredProject(long Id, string Name, string Summary, long Runs, string Person, bool Open);
