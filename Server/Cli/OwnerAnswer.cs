namespace Hodl.Server.Cli;

/// <summary>A piece of what a command writes, or its end.</summary>
/// <param name="Text">The piece.</param>
/// <param name="IsError">Whether it goes to standard error.</param>
/// <param name="ExitCode">How it ended; null while it goes on.</param>
internal sealed record OwnerAnswer(string Text, bool IsError, int? ExitCode);
