using Hodl.Core.Runs;

namespace Hodl.Components.Tables;

/// <summary>Which runs are meant; what is empty or null asks nothing.</summary>
public sealed record RunSelector
{
    /// <summary>Task id.</summary>
    public string Task { get; init; } = "";

    /// <summary>Method ids, any of them.</summary>
    public IReadOnlyList<string> Methods { get; init; } = [];

    /// <summary>Preset ids, the wanted one first: a cell takes the first that has a finished run, so that scales never mix.</summary>
    public IReadOnlyList<string> Presets { get; init; } = [];

    /// <summary>Labels within a sweep, any of them; an empty label is meant by an empty text.</summary>
    public IReadOnlyList<string> Labels { get; init; } = [];

    /// <summary>States; empty takes finished runs, and those that still may finish as pending.</summary>
    public IReadOnlyList<RunState> States { get; init; } = [];

    /// <summary>Words that must all occur in number, name, label, preset, task, method or state.</summary>
    public string Text { get; init; } = "";

    /// <summary>Tags, all of them.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>Name of a project.</summary>
    public string Project { get; init; } = "";

    /// <summary>Settings by name, as text.</summary>
    public IReadOnlyDictionary<string, string> Set { get; init; } = new Dictionary<string, string>();

    /// <summary>These runs alone.</summary>
    public IReadOnlyCollection<long> Runs { get; init; } = [];

    /// <summary>Both selectors' wishes; where both name a task, methods or the like, the other's.</summary>
    public RunSelector And(RunSelector other) => this with
    {
        Task = other.Task != "" ? other.Task : Task,
        Methods = other.Methods.Count > 0 ? other.Methods : Methods,
        Presets = other.Presets.Count > 0 ? other.Presets : Presets,
        Labels = other.Labels.Count > 0 ? other.Labels : Labels,
        States = other.States.Count > 0 ? other.States : States,
        Tags = [.. Tags.Concat(other.Tags).Distinct()],
        Project = other.Project != "" ? other.Project : Project,
        Text = $"{Text} {other.Text}".Trim(),
        Set = Set.Concat(other.Set).GroupBy(pair => pair.Key, StringComparer.OrdinalIgnoreCase).ToDictionary(pair => pair.Key, pair => pair.Last().Value, StringComparer.OrdinalIgnoreCase),
        Runs = other.Runs.Count > 0 ? other.Runs : Runs,
    };

    /// <summary>Whether a run is meant, whatever its state.</summary>
    public bool Takes(RunFacts facts)
    {
        var run = facts.Run;
        return (Task == "" || run.Task == Task)
            && (Methods.Count == 0 || Methods.Contains(run.Method))
            && (Presets.Count == 0 || Presets.Contains(run.Preset))
            && (Labels.Count == 0 || Labels.Contains(run.Label))
            && (Project == "" || run.Project == Project)
            && Tags.All(tag => run.Tags.Contains(tag, StringComparer.OrdinalIgnoreCase))
            && (Runs.Count == 0 || Runs.Contains(run.Id))
            && (Text == "" || new RunListQuery { Text = Text }.Keeps(run))
            && Set.All(wish => facts.Settings.TryGetValue(wish.Key, out var value) && Same(value, wish.Value));
    }

    // 0.50 and 0.5 are one number.
    private static bool Same(string one, string other) => one.Equals(other, StringComparison.OrdinalIgnoreCase)
        || (double.TryParse(one, System.Globalization.CultureInfo.InvariantCulture, out var a) && double.TryParse(other, System.Globalization.CultureInfo.InvariantCulture, out var b) && a == b);
}
