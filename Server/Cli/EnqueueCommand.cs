using System.CommandLine;
using System.Text.Json;
using Hodl.Server.Runs;
using Hodl.Server.Runs.Launchers;
using Hodl.Server.Store;

namespace Hodl.Server.Cli;

/// <summary><c>enqueue specs</c>, for <c>run --launcher</c>: hands runs to the queue of the server that owns the catalog.</summary>
internal static class EnqueueCommand
{
    public static Command Create(Func<CliHost> open, TextWriter output, TextWriter error)
    {
        var text = new Argument<string>("runs");
        var command = new Command("enqueue") { text };
        command.Hidden = true;
        command.SetAction(parsed =>
        {
            using var host = open();
            if (host.Queue is not { } queue)
            {
                _ = host.Catalog; // where a server owns it, this sends the command there
                error.WriteLine("--launcher hands runs to the server's queue, and no server is up: start it, or leave --launcher out to compute here.");
                return ExitCode.Failed;
            }

            var asked = JsonSerializer.Deserialize<Asked>(parsed.GetValue(text)!, StoreJson.Options)!;
            try
            {
                var ids = queue.Enqueue([.. asked.Specs.Select(spec => SpecText.Read(spec, host.Planner))], placement: asked.Placement);
                foreach (var id in ids)
                {
                    output.WriteLine(asked.Json ? JsonSerializer.Serialize(new { id, state = "queued" }, StoreJson.Options) : $"Run {id} is queued.");
                }

                return ExitCode.Finished;
            }
            catch (InvalidRunException refusal)
            {
                refusal.Errors.ToList().ForEach(error.WriteLine);
                return ExitCode.BadArguments;
            }
        });
        return command;
    }

    /// <summary>The argument for runs.</summary>
    public static string Text(IEnumerable<string> specs, RunPlacement placement, bool json) =>
        JsonSerializer.Serialize(new Asked([.. specs], placement, json), StoreJson.Options);

    private sealed record Asked(IReadOnlyList<string> Specs, RunPlacement Placement, bool Json);
}
