using Hodl.Components.Runs;
using Hodl.Core.Runs;

namespace Hodl.Components.Tables;

/// <summary>A column of the list of runs.</summary>
/// <param name="Id">As in the address of the page.</param>
/// <param name="Title">Its header.</param>
/// <param name="Width">Its width in CSS; empty takes what is left.</param>
/// <param name="Key">What it sorts by.</param>
/// <param name="Numeric">Whether it is aligned to the right.</param>
/// <param name="Narrow">Whether it stays on narrow screens.</param>
public sealed record RunColumn(string Id, string Title, string Width, Func<RunRow, IComparable?> Key, bool Numeric = false, bool Narrow = false)
{
    /// <summary>Every column, in order.</summary>
    public static IReadOnlyList<RunColumn> All { get; } =
    [
        new("id", "Run", "56px", run => run.Id, Numeric: true),
        new("name", "Name", "", RunText.Name, Narrow: true),
        new("state", "State", "176px", run => run.State, Narrow: true),
        new("task", "Task", "216px", RunText.TaskName),
        new("method", "Method", "88px", RunText.Method),
        new("seed", "Seed", "60px", run => run.Seed, Numeric: true),
        new("result", "Result", "96px", run => RunText.Headline(run)?.Result.Value, Numeric: true),
        new("certificate", "Gradient", "116px", run => run.Certificate is null ? null : CertificateText.Rank(run.Certificate) + Math.Min(0.999, run.Certificate.RunError ?? 0)),
        new("curve", "Main series", "100px", run => run.Sparkline.Count > 0 ? run.Sparkline[^1] : null),
        new("time", "Time", "72px", run => run.Seconds, Numeric: true),
        new("created", "Launched", "100px", run => run.Created, Numeric: true),
    ];

    /// <summary>The column of an id; the launch time's when there is none.</summary>
    public static RunColumn Of(string id) => All.FirstOrDefault(column => column.Id == id) ?? All[^1];
}
