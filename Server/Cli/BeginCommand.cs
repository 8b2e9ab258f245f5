using System.CommandLine;
using System.Text.Json;
using Hodl.Server.Runs;
using Hodl.Server.Store;

namespace Hodl.Server.Cli;

/// <summary><c>begin spec owner</c>, for other commands: takes a run in that its caller computes, and says where it writes it.</summary>
internal static class BeginCommand
{
    public static Command Create(Func<CliHost> open, TextWriter output)
    {
        var spec = new Argument<string>("spec");
        var owner = new Argument<string>("owner");
        var command = new Command("begin") { spec, owner };
        command.Hidden = true;
        command.SetAction(parsed =>
        {
            using var host = open();
            var id = host.Store.Add(SpecText.Read(parsed.GetValue(spec)!, host.Planner), parsed.GetValue(owner)!);
            var attempt = host.Store.StartElsewhere(id, parsed.GetValue(owner)!)
                ?? throw new InvalidOperationException($"Run {id} was taken by another process.");
            output.WriteLine(JsonSerializer.Serialize(new Begun(id, attempt, host.Catalog.Folder(id).Path), StoreJson.Options));
            return ExitCode.Finished;
        });
        return command;
    }

    /// <summary>What the command has said.</summary>
    public static Begun Read(string output) => JsonSerializer.Deserialize<Begun>(output, StoreJson.Options)!;

    /// <summary>A run that was taken in.</summary>
    internal sealed record Begun(long Id, int Attempt, string Folder);
}
