namespace Hodl.Server.Runs;

/// <summary>An output of a run that is computed elsewhere, and the reference that it is measured against.</summary>
/// <param name="File">What the program calls it.</param>
/// <param name="Name">The name of its reference.</param>
/// <param name="Run">Whose reference it is, 0 for the run's own; null when there is none.</param>
/// <param name="Reason">Why there is none; empty otherwise.</param>
public sealed record ImageMatch(string File, string Name, long? Run, string Reason);
