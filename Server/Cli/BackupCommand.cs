using System.CommandLine;
using Hodl.Server.Store;

namespace Hodl.Server.Cli;

/// <summary><c>backup folder</c></summary>
internal static class BackupCommand
{
    public static Command Create(CliContext context)
    {
        var folder = new Argument<string>("folder") { Description = "A new folder; a server can serve from it (Data:Database)." };
        var command = new Command("backup", "Copies everything that is kept, also while a server computes.") { folder };
        command.SetAction(parsed =>
        {
            using var host = context.Open();
            // The store first: it takes in what journals hold beyond the catalog.
            _ = host.Store;
            var to = context.Full(parsed.GetValue(folder)!);
            var (runs, bytes) = new CatalogBackup(host.Catalog).Write(to);
            context.Output.WriteLine($"{runs} runs, {bytes} bytes in {to}");
            return ExitCode.Finished;
        });
        return command;
    }
}
