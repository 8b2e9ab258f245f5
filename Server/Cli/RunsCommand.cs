using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Hodl.Core.Runs;
using Hodl.Server.Endpoints;
using Hodl.Server.Store;

namespace Hodl.Server.Cli;

/// <summary><c>runs [--watch] [--json]</c></summary>
internal static class RunsCommand
{
    public static Command Create(Func<CliHost> open, TextWriter output)
    {
        var json = new Option<bool>("--json") { Description = "One line of JSON; with --watch one for each run that changes." };
        var watch = Watch.Option("Goes on with every run that changes, until Ctrl-C.");
        var command = new Command("runs", "Lists the runs, the newest first.") { json, watch };
        command.SetAction(async (parsed, token) =>
        {
            using var host = open();
            var asJson = parsed.GetValue(json);
            var (_, mark) = host.Store.Changed(0);
            if (asJson && !parsed.GetValue(watch))
            {
                output.WriteLine(JsonSerializer.Serialize(host.Store.List().Select(ApiRun.Of), StoreJson.Options));
                return ExitCode.Finished;
            }

            foreach (var run in host.Store.List())
            {
                Tell(run, asJson);
            }

            if (parsed.GetValue(watch))
            {
                await Watch.Follow(host, mark, run =>
                {
                    Tell(run, asJson);
                    return true;
                }, token);
            }

            return ExitCode.Finished;
        });
        return command;

        void Tell(RunRow run, bool asJson) =>
            output.WriteLine(asJson ? JsonSerializer.Serialize(ApiRun.Of(run), StoreJson.Options) : Line(run));
    }

    private static string Line(RunRow run)
    {
        var results = string.Join("  ", run.Results.Select(result => string.Create(CultureInfo.InvariantCulture, $"{result.Metric} {result.Value:G5}")));
        var progress = run.State == RunState.Running && run.Total > 0 ? string.Create(CultureInfo.InvariantCulture, $"  step {run.Step} of {run.Total}") : "";
        return string.Create(CultureInfo.InvariantCulture, $"{run.Id,5}  {run.State,-11}  {run.Task}  {run.Method}  {run.Preset}  seed {run.Seed}  {run.Seconds:F1} s{progress}  {results}").TrimEnd();
    }
}
