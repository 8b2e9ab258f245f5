using System.CommandLine;
using System.Text;
using System.Text.Json;
using Hodl.Core.Runs;
using Hodl.Core.Tasks;
using Hodl.Server.Exchange;
using Hodl.Server.Store;

namespace Hodl.Server.Cli;

/// <summary><c>export id … [--format csv|arrow|tensorboard|html] [--out path] [--json]</c></summary>
internal static class ExportCommand
{
    private const string Formats = "csv, arrow, tensorboard, html";

    public static Command Create(CliContext context)
    {
        var (open, output, error) = (context.Open, context.Output, context.Error);
        var ids = new Argument<long[]>("ids") { Description = "Numbers of runs.", Arity = ArgumentArity.OneOrMore };
        var format = new Option<string>("--format", "-f") { Description = "csv (series, step, seconds, value), arrow (the same columns, bit for bit), tensorboard (event files), html (a comparison in one file).", DefaultValueFactory = _ => "csv" };
        var path = new Option<string>("--out", "-o")
        { Description = "File, or folder for tensorboard; csv and html go to standard output without it." };
        var json = new Option<bool>("--json") { Description = "One line of JSON with the files that were written." };
        var command = new Command("export", "Writes every point of runs for other programs.") { ids, format, path, json };
        command.SetAction(parsed =>
        {
            using var host = open();
            var (runs, errors) = RunList.Find(host, parsed.GetValue(ids)!);
            var (kind, to, asJson) = (parsed.GetValue(format)!, parsed.GetValue(path) is { } given ? context.Full(given) : null,
                parsed.GetValue(json));
            errors = kind is "csv" or "arrow" or "tensorboard" or "html" ? errors
                : [.. errors, new SettingError("--format", kind, Formats)];
            errors = to is null && (asJson || kind is "arrow" or "tensorboard")
                ? [.. errors, new SettingError("--out", "", kind == "tensorboard" ? "a folder" : "a file")] : errors;
            if (errors.Count > 0)
            {
                errors.ToList().ForEach(error.WriteLine);
                return ExitCode.BadArguments;
            }

            try
            {
                var files = Write(host, runs, kind, to, output);
                if (asJson)
                {
                    output.WriteLine(JsonSerializer.Serialize(new { format = kind, runs = runs.Select(run => run.Id), files },
                        StoreJson.Options));
                }
                else
                {
                    files.ForEach(file => error.WriteLine($"Written: {file}"));
                }

                return ExitCode.Finished;
            }
            catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
            {
                error.WriteLine(problem.Message);
                return ExitCode.Failed;
            }
        });
        return command;
    }

    private static List<string> Write(CliHost host, IReadOnlyList<RunRow> runs, string kind, string? to, TextWriter output)
    {
        var ids = runs.Select(run => run.Id).ToList();
        switch (kind)
        {
            case "tensorboard":
                return [.. runs.Select(run => Into(Path.Combine(to!, $"run-{run.Id}", EventFile.Name(run)), stream => EventFile.Write(stream, host.Store, run)))];
            case "arrow":
                return [Into(to!, stream => ArrowMetrics.Write(stream, host.Store, ids))];
            case "html" when to is not null:
                return [Into(to, stream => stream.Write(Encoding.UTF8.GetBytes(host.Html.OfRuns(runs))))];
            case "html":
                output.Write(host.Html.OfRuns(runs));
                return [];
            default:
                if (to is null)
                {
                    MetricsCsv.Write(output, host.Store, ids);
                    return [];
                }

                return [Into(to, stream =>
                {
                    using var text = new StreamWriter(stream, new UTF8Encoding(false));
                    MetricsCsv.Write(text, host.Store, ids);
                })];
        }
    }

    private static string Into(string path, Action<Stream> write)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        using var stream = new BufferedStream(File.Create(path), 1 << 16);
        write(stream);
        return Path.GetFullPath(path);
    }
}
