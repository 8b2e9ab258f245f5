using System.CommandLine;
using System.Text.Json;
using Hodl.Core.Runs;
using Hodl.Server.Store;

namespace Hodl.Server.Cli;

/// <summary><c>begin spec owner</c>, for other commands: takes a run in that its caller computes, and says where it writes it.</summary>
internal static class BeginCommand
{
    public static Command Create(Func<CliHost> open, TextWriter output, TextWriter error)
    {
        var spec = new Argument<string>("spec");
        var owner = new Argument<string>("owner");
        var command = new Command("begin") { spec, owner };
        command.Hidden = true;
        command.SetAction(parsed =>
        {
            using var host = open();
            var asked = JsonSerializer.Deserialize<Asked>(parsed.GetValue(spec)!, StoreJson.Options)!;
            if (host.Planner.Find(asked.Task) is not { } task)
            {
                error.WriteLine($"The server that owns {host.Database} has no task {asked.Task}.");
                return ExitCode.Failed;
            }

            var id = host.Store.Add(new RunSpec
            {
                Task = asked.Task,
                Method = asked.Method,
                Preset = asked.Preset,
                Label = asked.Label,
                Seed = asked.Seed,
                Settings = StoreJson.ReadSettings(asked.Settings, task.SettingsType),
            }, parsed.GetValue(owner)!);
            var attempt = host.Store.StartElsewhere(id, parsed.GetValue(owner)!)
                ?? throw new InvalidOperationException($"Run {id} was taken by another process.");
            output.WriteLine(JsonSerializer.Serialize(new Begun(id, attempt, host.Catalog.Folder(id).Path), StoreJson.Options));
            return ExitCode.Finished;
        });
        return command;
    }

    /// <summary>The argument for a run.</summary>
    public static string Spec(RunSpec spec) =>
        JsonSerializer.Serialize(new Asked(spec.Task, spec.Method, spec.Preset, spec.Label, spec.Seed, StoreJson.Write(spec.Settings)),
            StoreJson.Options);

    /// <summary>What the command has said.</summary>
    public static Begun Read(string output) => JsonSerializer.Deserialize<Begun>(output, StoreJson.Options)!;

    /// <summary>A run that was taken in.</summary>
    internal sealed record Begun(long Id, int Attempt, string Folder);

    private sealed record Asked(string Task, string Method, string Preset, string Label, long Seed, string Settings);
}
