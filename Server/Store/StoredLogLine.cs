using Hodl.Core.Runs;

namespace Hodl.Server.Store;

/// <summary>A line of a run's log as kept.</summary>
/// <param name="Id">Ascending in the order of events.</param>
/// <param name="At">When it was written.</param>
/// <param name="Severity">How much it matters.</param>
/// <param name="Step">The outer step that it speaks of.</param>
/// <param name="Text">The line.</param>
public sealed record StoredLogLine(long Id, DateTimeOffset At, LogSeverity Severity, long Step, string Text);
