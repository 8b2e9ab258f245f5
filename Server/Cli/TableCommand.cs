using System.CommandLine;
using System.Text.Json;
using Hodl.Components.Tables;
using Hodl.Components.Tables.Paper;
using Hodl.Core.Metrics;
using Hodl.Core.Tasks;
using Hodl.Server.Store;
using Hodl.Server.Tables;

namespace Hodl.Server.Cli;

/// <summary><c>table [id or name] [--format …] [--test t] [--json]</c></summary>
internal static class TableCommand
{
    public static Command Create(Func<CliHost> open, TextWriter output, TextWriter error)
    {
        var what = new Argument<string>("table") { Description = "A saved table's number or name, table3 … table9, or fig1 … fig11; without it the tables are listed.", Arity = ArgumentArity.ZeroOrOne };
        var format = new Option<string>("--format", "-f") { Description = "latex (booktabs), siunitx, markdown, csv, json, or html (one file with charts and images)." };
        var test = new Option<string>("--test") { Description = "Against the best row of each column, over seeds, after Holm: t, wilcoxon or signflip." };
        var json = new Option<bool>("--json") { Description = "One line of JSON." };
        var command = new Command("table", "Answers a table over all runs: a saved one, or one of the paper's.") { what, format, test, json };
        command.SetAction(parsed =>
        {
            using var host = open();
            if (parsed.GetValue(what) is not { } id)
            {
                return List(host, output, parsed.GetValue(json));
            }

            if (host.Tables.Find(id) is not { } question)
            {
                error.WriteLine(new SettingError("table", id, "a saved table's number or name, table3 … table9, fig1 … fig11"));
                return ExitCode.BadArguments;
            }

            if (parsed.GetValue(test) is { } word)
            {
                if (!Enum.TryParse<PairedTest>(word, ignoreCase: true, out var wanted) || int.TryParse(word, out _))
                {
                    error.WriteLine(new SettingError("--test", word, "none, t, wilcoxon, signflip"));
                    return ExitCode.BadArguments;
                }

                question = question with { Test = wanted };
            }

            var table = host.Tables.Answer(question);
            if (parsed.GetValue(json))
            {
                output.WriteLine(JsonSerializer.Serialize(ApiTable.Of(table), StoreJson.Options));
                return ExitCode.Finished;
            }

            if (parsed.GetValue(format) is not { } known)
            {
                output.Write(PlainTable.Of(table));
                return ExitCode.Finished;
            }

            if (known == "html")
            {
                output.Write(host.Html.OfTable(table));
                return ExitCode.Finished;
            }

            return Write(table, known, output, error);
        });
        return command;
    }

    /// <summary>Writes a table in a format, or why not.</summary>
    internal static int Write(ResultTable table, string word, TextWriter output, TextWriter error)
    {
        if (TableText.Parse(word) is not { } format)
        {
            error.WriteLine(new SettingError("--format", word, "latex, siunitx, markdown, csv, json"));
            return ExitCode.BadArguments;
        }

        output.Write(TableText.Of(table, format));
        return ExitCode.Finished;
    }

    private static int List(CliHost host, TextWriter output, bool json)
    {
        var facts = TableShelf.Facts(host.Store.List());
        var all = host.SavedTables.List().Select(table => (Id: $"{table.Id}", table.Question.Name, table.Question))
            .Concat(PaperCatalog.All.Select(exhibit => (exhibit.Id, Name: $"{exhibit.Number}: {exhibit.Title}", exhibit.Question)))
            .Select(one => (one.Id, one.Name, host.Tables.Answer(one.Question, facts).Progress)).ToList();
        if (json)
        {
            output.WriteLine(JsonSerializer.Serialize(all.Select(one => new { id = one.Id, name = one.Name, cells = one.Progress.Possible, measured = one.Progress.Measured, running = one.Progress.Running }), StoreJson.Options));
            return ExitCode.Finished;
        }

        foreach (var (id, name, (possible, measured, running)) in all)
        {
            output.WriteLine($"{id,-8}  {measured,3} of {possible,3} measured{(running > 0 ? $", {running} running" : "")}  {name}");
        }

        return ExitCode.Finished;
    }
}
