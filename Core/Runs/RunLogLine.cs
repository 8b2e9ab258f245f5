namespace Hodl.Core.Runs;

/// <summary>A line of a run's log.</summary>
public sealed record RunLogLine(LogSeverity Severity, long Step, string Text);
