using System.CommandLine;
using System.Text.Json;
using Hodl.Components.Tables;
using Hodl.Server.Store;
using Hodl.Server.Tables;

namespace Hodl.Server.Cli;

/// <summary><c>compare id id … [--format markdown|latex|siunitx|csv|json] [--json]</c></summary>
internal static class CompareCommand
{
    public static Command Create(Func<CliHost> open, TextWriter output, TextWriter error)
    {
        var ids = new Argument<long[]>("ids") { Description = "Numbers of runs.", Arity = ArgumentArity.OneOrMore };
        var format = new Option<string>("--format", "-f") { Description = "The table alone, as markdown, latex, siunitx, csv or json." };
        var json = new Option<bool>("--json") { Description = "One line of JSON: the table, and what differs." };
        var command = new Command("compare", "Compares runs: mean ± std over seeds, and the settings that differ.") { ids, format, json };
        command.SetAction(parsed =>
        {
            using var host = open();
            var (runs, errors) = RunList.Find(host, parsed.GetValue(ids)!);
            if (errors.Count > 0)
            {
                errors.ToList().ForEach(error.WriteLine);
                return ExitCode.BadArguments;
            }

            var table = ResultTable.Of(runs);
            var differences = SettingsDifference.Of(runs);
            if (parsed.GetValue(json))
            {
                output.WriteLine(JsonSerializer.Serialize(
                    new { table = ApiTable.Of(table), differences = differences.Select(line => new { setting = line.Label, values = runs.Zip(line.Values).ToDictionary(pair => $"{pair.First.Id}", pair => pair.Second) }) }, StoreJson.Options));
                return ExitCode.Finished;
            }

            if (parsed.GetValue(format) is { } word)
            {
                return TableCommand.Write(table, word, output, error);
            }

            output.Write(PlainTable.Of(table));
            output.WriteLine();
            output.Write(differences.Count == 0 ? "These runs do not differ in any setting.\n" : PlainTable.Of(["What differs", .. runs.Select(run => $"run {run.Id}")], [.. differences.Select(line => (IReadOnlyList<string>)[line.Label, .. line.Values])]));
            return ExitCode.Finished;
        });
        return command;
    }
}
