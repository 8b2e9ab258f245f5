namespace Hodl.Server.Cli;

/// <summary>A command as one process sends it to another.</summary>
/// <param name="Args">Its arguments.</param>
/// <param name="Folder">Relative paths start here.</param>
internal sealed record OwnerCommand(string[] Args, string Folder);
