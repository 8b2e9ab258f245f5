using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Hodl.Core.Runs;
using Hodl.Server.Endpoints;
using Hodl.Server.Store;

namespace Hodl.Server.Cli;

/// <summary><c>show id [--watch] [--json]</c></summary>
internal static class ShowCommand
{
    public static Command Create(Func<CliHost> open, TextWriter output, TextWriter error)
    {
        var id = new Argument<long>("id") { Description = "The run's id." };
        var json = new Option<bool>("--json") { Description = "One line of JSON; with --watch one for each change." };
        var watch = Watch.Option("Follows the run to its end; the exit code is then that of the run.");
        var command = new Command("show", "Shows one run.") { id, json, watch };
        command.SetAction(async (parsed, token) =>
        {
            using var host = open();
            var (_, mark) = host.Store.Changed(0);
            if (host.Store.Find(parsed.GetValue(id)) is not { } row)
            {
                await error.WriteLineAsync($"id = {parsed.GetValue(id)}: there is no such run; `runs` lists them.");
                return ExitCode.BadArguments;
            }

            var asJson = parsed.GetValue(json);
            if (!parsed.GetValue(watch))
            {
                Tell(host.Store, row, asJson);
                return ExitCode.Finished;
            }

            if (Going(row))
            {
                await Watch.Follow(host, mark, run =>
                {
                    if (run.Id == row.Id)
                    {
                        row = run;
                        if (Going(run))
                        {
                            output.WriteLine(asJson ? JsonSerializer.Serialize(ApiRun.Of(run), StoreJson.Options) : Progress(run));
                        }
                    }

                    return Going(row);
                }, token);
            }

            Tell(host.Store, row, asJson);
            return row.State switch { RunState.Finished => ExitCode.Finished, RunState.Failed => ExitCode.Failed, _ => ExitCode.Cancelled };
        });
        return command;

        void Tell(RunStore store, RunRow row, bool asJson)
        {
            var run = ApiRun.Of(row, store);
            if (asJson)
            {
                output.WriteLine(JsonSerializer.Serialize(run, StoreJson.Options));
            }
            else
            {
                Write(run);
            }
        }

        void Write(ApiRun run)
        {
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
        }
    }

    private static bool Going(RunRow run) => run.State is RunState.Queued or RunState.Running;

    private static string Progress(RunRow run) => string.Create(CultureInfo.InvariantCulture, $"  {run.State.ToString().ToLowerInvariant()}: step {run.Step} of {run.Total}, {run.Seconds:F1} s");
}
