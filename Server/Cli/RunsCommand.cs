using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Hodl.Server.Endpoints;
using Hodl.Server.Store;

namespace Hodl.Server.Cli;

/// <summary><c>runs [--json]</c></summary>
internal static class RunsCommand
{
    public static Command Create(Func<CliHost> open, TextWriter output)
    {
        var json = new Option<bool>("--json") { Description = "One line of JSON." };
        var command = new Command("runs", "Lists the runs, the newest first.") { json };
        command.SetAction(parsed =>
        {
            using var host = open();
            if (parsed.GetValue(json))
            {
                output.WriteLine(JsonSerializer.Serialize(host.Store.List().Select(ApiRun.Of), StoreJson.Options));
                return ExitCode.Finished;
            }

            foreach (var run in host.Store.List())
            {
                var results = string.Join("  ", run.Results.Select(result => string.Create(CultureInfo.InvariantCulture, $"{result.Metric} {result.Value:G5}")));
                output.WriteLine(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{run.Id,5}  {run.State,-11}  {run.Task}  {run.Method}  {run.Preset}  seed {run.Seed}  {run.Seconds:F1} s  {results}"));
            }

            return ExitCode.Finished;
        });
        return command;
    }
}
