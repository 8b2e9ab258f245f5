namespace Hodl.Core.Runs;

/// <summary>How much a log line matters.</summary>
public enum LogSeverity
{
    /// <summary>For the record.</summary>
    Info,

    /// <summary>Shown on the run: the numbers may not mean what they seem to.</summary>
    Warning,

    /// <summary>Why the run ended.</summary>
    Error,
}
