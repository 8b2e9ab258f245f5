namespace Hodl.Server.Store;

/// <summary>What is to be known of a run; everybody who may launch writes on it.</summary>
/// <param name="Text">Markdown.</param>
/// <param name="Person">Who wrote last.</param>
/// <param name="At">When.</param>
public sealed record StoredNote(string Text, string Person, DateTimeOffset At);
