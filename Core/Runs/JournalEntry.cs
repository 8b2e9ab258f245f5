namespace Hodl.Core.Runs;

/// <summary>Where something other than points lies in a journal.</summary>
/// <param name="Frame">The frame.</param>
/// <param name="Step">The outer step that it belongs to.</param>
/// <param name="Severity">How much it matters, of a log line.</param>
internal readonly record struct JournalEntry(JournalFrame Frame, long Step, LogSeverity Severity);
