using Hodl.Core.Runs;
using Hodl.Server.Store;

namespace Hodl.Server.Exchange;

/// <summary>What a person says of runs that come in from files, by command line, interface or page.</summary>
public sealed record ImportLabels
{
    /// <summary>What to call the run; empty keeps the file's name. Several runs get it before their own.</summary>
    public string Name { get; init; } = "";

    /// <summary>The task whose columns the results belong to.</summary>
    public string Task { get; init; } = "imported";

    /// <summary>The method's name.</summary>
    public string Method { get; init; } = "external";

    /// <summary>The seed.</summary>
    public long Seed { get; init; } = 1;

    /// <summary>Series whose last value is a result for tables, as <c>name</c> or <c>metric=series</c>.</summary>
    public IReadOnlyList<string> Results { get; init; } = [];

    /// <summary>The runs with these labels and results.</summary>
    /// <param name="runs">As their files tell of them.</param>
    /// <param name="field">What the person calls <see cref="Results"/>.</param>
    /// <exception cref="InvalidImportException">A wanted series is not in a run.</exception>
    public IReadOnlyList<ImportedRun> On(IReadOnlyList<ImportedRun> runs, string field = "result") =>
    [
        .. runs.Select(run => run with
        {
            Name = Name == "" ? run.Name : runs.Count == 1 ? Name : $"{Name} {run.Name}",
            Task = Task,
            Method = Method,
            Seed = Seed,
            Results = [.. Results.Select(wish => Result(run, wish, field))],
        }),
    ];

    private static RunResult Result(ImportedRun run, string wish, string field)
    {
        var (metric, series) = wish.Split('=', 2) is [var name, var from] ? (name, from) : (wish, wish);
        return run.Series.FirstOrDefault(column => column.Name == series) is { Values.Count: > 0 } found
            ? new(metric, found.Values[^1])
            : throw new InvalidImportException(field, wish, $"one of the series {string.Join(", ", run.Series.Select(column => column.Name))}");
    }
}
