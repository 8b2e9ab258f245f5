namespace Hodl.Server.Cli;

/// <summary>Where a command is carried out, and for whom.</summary>
/// <param name="Open">Opens what it works with.</param>
/// <param name="Output">Takes what was asked for, and nothing else.</param>
/// <param name="Error">Takes progress, logs and refusals.</param>
/// <param name="Folder">Relative paths start here.</param>
internal sealed record CliContext(Func<CliHost> Open, TextWriter Output, TextWriter Error, string Folder)
{
    /// <summary>Carries out another command as its own call: here, or by the owner of the catalog.</summary>
    public required Func<string[], TextWriter, Task<int>> Call { get; init; }

    /// <summary>A path as given, from this context's folder.</summary>
    public string Full(string path) => Path.GetFullPath(path, Folder);
}
