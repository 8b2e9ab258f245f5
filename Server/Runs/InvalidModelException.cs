namespace Hodl.Server.Runs;

/// <summary>A model cannot be kept, read or applied; the message says why to a person.</summary>
public sealed class InvalidModelException(string message, Exception? cause = null) : Exception(message, cause);
