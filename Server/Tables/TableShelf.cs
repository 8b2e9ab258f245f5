using System.Collections.Concurrent;
using System.Globalization;
using Hodl.Components.Tables;
using Hodl.Components.Tables.Paper;
using Hodl.Core.Runs;
using Hodl.Server.Store;

namespace Hodl.Server.Tables;

/// <summary>Finds tables by id or name, saved ones and those of the paper, and answers them from the store.</summary>
/// <param name="runs">The runs.</param>
/// <param name="tables">The saved tables.</param>
public sealed class TableShelf(RunStore runs, TableStore tables)
{
    private readonly ConcurrentDictionary<long, IReadOnlyDictionary<string, IReadOnlyDictionary<string, double>>> items = [];

    /// <summary>The question of a saved table's number or name, or of a table or figure of the paper (<c>table3</c>, <c>fig5</c>); null when there is none.</summary>
    public TableQuestion? Find(string id)
    {
        if (long.TryParse(id, CultureInfo.InvariantCulture, out var number))
        {
            return tables.Find(number)?.Question;
        }

        return PaperCatalog.Find(id) is { } exhibit ? Question(exhibit) : tables.List().FirstOrDefault(table => table.Question.Name.Equals(id, StringComparison.OrdinalIgnoreCase))?.Question;
    }

    /// <summary>The question of an exhibit, with what differs from the paper as its note.</summary>
    public static TableQuestion Question(PaperExhibit exhibit) => exhibit.Question with { Note = string.Join(' ', [$"Published numbers: {PaperCatalog.Source}, {exhibit.Number}.", .. exhibit.Differs]) };

    /// <summary>The answer over all runs that are not deleted, or over those given.</summary>
    public ResultTable Answer(TableQuestion question, IReadOnlyList<RunFacts>? among = null) => TableAnswer.Of(question, among ?? Facts(runs.List()), Item);

    /// <summary>How much of an answer there is, and why there is none: one question that cannot be answered hides no other.</summary>
    public ((int Possible, int Measured, int Running) Progress, string Damaged) Progress(TableQuestion question, IReadOnlyList<RunFacts> among)
    {
        try
        {
            return (Answer(question, among).Progress, "");
        }
#pragma warning disable CA1031 // Whatever is wrong with one question, the others are there.
        catch (Exception error)
#pragma warning restore CA1031
        {
            return (default, error.Message);
        }
    }

    /// <summary>Runs as questions look at them; shared by several questions, each run's settings are read once.</summary>
    public static IReadOnlyList<RunFacts> Facts(IEnumerable<RunRow> runs) => [.. runs.Select(run => new RunFacts(run))];

    // The run's latest output of the image says how good it is; a finished run does not change any more.
    private double? Item(RunRow run, string item, string metric)
    {
        var byName = run.State == RunState.Finished ? items.GetOrAdd(run.Id, _ => Read(run.Id)) : Read(run.Id);
        var found = byName.Where(pair => pair.Key.StartsWith(item, StringComparison.OrdinalIgnoreCase)).Select(pair => pair.Value).FirstOrDefault();
        return found is not null && found.TryGetValue(metric, out var value) ? value : null;
    }

    private Dictionary<string, IReadOnlyDictionary<string, double>> Read(long run) => runs.Images(run).Where(image => image.Role == "output" && image.Inner == 0)
        .GroupBy(image => image.Name).ToDictionary(group => group.Key, group => group.MaxBy(image => image.Step)!.Metrics);
}
