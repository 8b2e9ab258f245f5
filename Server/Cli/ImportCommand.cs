using System.CommandLine;
using System.Text.Json;
using Hodl.Server.Exchange;
using Hodl.Server.Store;

namespace Hodl.Server.Cli;

/// <summary><c>import path … [--name n] [--task t] [--method m] [--seed s] [--result metric …] [--json]</c></summary>
internal static class ImportCommand
{
    public static Command Create(CliContext context)
    {
        var (open, output, error) = (context.Open, context.Output, context.Error);
        var paths = new Argument<string[]>("paths") { Description = "Files: .csv or .tsv, .arrow, TensorBoard's events.out.tfevents…; or folders with event files, each folder a run, and with images (restored/NAME.png, reference/NAME.png, input/NAME.png).", Arity = ArgumentArity.OneOrMore };
        var name = new Option<string>("--name") { Description = "What to call the run; the file's name otherwise." };
        var task = new Option<string>("--task")
        {
            Description = "The task whose columns the results belong to.",
            DefaultValueFactory = _ =>
            "imported"
        };
        var method = new Option<string>("--method") { Description = "The method's name.", DefaultValueFactory = _ => "external" };
        var seed = new Option<long>("--seed") { Description = "The seed.", DefaultValueFactory = _ => 1 };
        var results = new Option<string[]>("--result") { Description = "Series whose last value is a result for tables, as name or metric=series.", AllowMultipleArgumentsPerToken = true };
        var again = new Option<bool>("--again") { Description = "Also what was taken in before with the same labels." };
        var json = new Option<bool>("--json") { Description = "One line of JSON for each run." };
        var command = new Command("import", "Takes in runs that were computed elsewhere.") { paths, name, task, method, seed, results,
            again, json };
        command.SetAction(parsed =>
        {
            IReadOnlyList<ImportedRun> runs;
            try
            {
                var labels = new ImportLabels
                {
                    Name = parsed.GetValue(name) ?? "",
                    Task = parsed.GetValue(task)!,
                    Method = parsed.GetValue(method)!,
                    Seed = parsed.GetValue(seed),
                    Results = parsed.GetValue(results) ?? [],
                };
                runs = labels.On([.. parsed.GetValue(paths)!.SelectMany(path => ImportFile.Read(context.Full(path)))], results.Name);
            }
            catch (Exception problem) when (problem is InvalidImportException or IOException or UnauthorizedAccessException)
            {
                error.WriteLine(problem.Message);
                return ExitCode.BadArguments;
            }

            using var host = open();
            if (!parsed.GetValue(again) && host.Store.Imported(runs) is { Count: > 0 } before)
            {
                error.WriteLine($"The same was taken in before, as {(before.Count == 1 ? "run" : "runs")} {string.Join(", ", before.Take(20))}{(before.Count > 20 ? $" … {before[^1]}" : "")}. With --again it is taken in once more.");
                return ExitCode.Failed;
            }

            foreach (var (id, run) in host.Store.Add(runs).Zip(runs))
            {
                var images = host.Images.Take(id, run.Images);
                var points = run.Series.Sum(column => (long)column.Steps.Count);
                output.WriteLine(parsed.GetValue(json)
                    ? JsonSerializer.Serialize(new
                    {
                        id,
                        run.Name,
                        run.Task,
                        run.Method,
                        run.Seed,
                        series = run.Series.Select(column => column.Name),
                        points,
                        images,
                        run.LeftOut
                    }, StoreJson.Options)
                    : $"Run {id} {run.Name}: {run.Series.Count} series, {points} points{(images > 0 ? $", {images} images" : "")}");
                foreach (var left in parsed.GetValue(json) ? [] : run.LeftOut)
                {
                    output.WriteLine($"  Left out: {left}");
                }
            }

            return ExitCode.Finished;
        });
        return command;
    }
}
