using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Hodl.Server.Endpoints;
using Hodl.Server.Store;

namespace Hodl.Server.Cli;

/// <summary><c>show id [--json]</c></summary>
internal static class ShowCommand
{
    public static Command Create(Func<CliHost> open, TextWriter output, TextWriter error)
    {
        var id = new Argument<long>("id") { Description = "The run's id." };
        var json = new Option<bool>("--json") { Description = "One line of JSON." };
        var command = new Command("show", "Shows one run.") { id, json };
        command.SetAction(parsed =>
        {
            using var host = open();
            if (host.Store.Find(parsed.GetValue(id)) is not { } row)
            {
                error.WriteLine($"id = {parsed.GetValue(id)}: there is no such run; `runs` lists them.");
                return ExitCode.BadArguments;
            }

            var run = ApiRun.Of(row, host.Store);
            if (parsed.GetValue(json))
            {
                output.WriteLine(JsonSerializer.Serialize(run, StoreJson.Options));
                return ExitCode.Finished;
            }

            output.WriteLine($"Run {run.Id} {run.Name}".TrimEnd());
            output.WriteLine($"  {run.Task} · {run.Method} · {run.Preset} {run.Label}· seed {run.Seed}");
            output.WriteLine($"  {run.State}: step {run.Step} of {run.Total}, {run.Seconds.ToString("F1", CultureInfo.InvariantCulture)} s. {run.StopReason}");
            foreach (var (metric, value) in run.Metrics)
            {
                var std = run.Std.TryGetValue(metric, out var deviation) ? $" ± {deviation.ToString("G3", CultureInfo.InvariantCulture)}" : "";
                output.WriteLine($"  {metric}  {value.ToString("G6", CultureInfo.InvariantCulture)}{std}");
            }

            foreach (var (name, data) in run.Data!)
            {
                output.WriteLine($"  {name}  {data.Count} items  sha256 {data.Sha256}");
            }

            return ExitCode.Finished;
        });
        return command;
    }
}
