using Hodl.Components.Runs;
using Hodl.Core.Runs;
using Microsoft.AspNetCore.WebUtilities;

namespace Hodl.Components.Tables;

/// <summary>What the list of runs shows and how; kept in the page's address.</summary>
public sealed record RunListQuery
{
    /// <summary>Words that must all occur in number, name, label, preset, task, method, state, person, project or tags.</summary>
    public string Text { get; init; } = "";

    /// <summary>Only this state, lower case; empty takes all.</summary>
    public string State { get; init; } = "";

    /// <summary>Only this task id.</summary>
    public string Task { get; init; } = "";

    /// <summary>Only this method id.</summary>
    public string Method { get; init; } = "";

    /// <summary>Only this project's, by name.</summary>
    public string Project { get; init; } = "";

    /// <summary>Only runs with this tag.</summary>
    public string Tag { get; init; } = "";

    /// <summary>Only runs that the person before the page has starred; applied by the page, which knows them.</summary>
    public bool Starred { get; init; }

    /// <summary>Id of the column to sort by.</summary>
    public string Sort { get; init; } = "created";

    /// <summary>Highest first.</summary>
    public bool Descending { get; init; } = true;

    /// <summary>Id of the column to group by; empty for no groups.</summary>
    public string Group { get; init; } = "";

    /// <summary>Less room a row.</summary>
    public bool Dense { get; init; }

    /// <summary>Ids of hidden columns.</summary>
    public IReadOnlyList<string> Hidden { get; init; } = [];

    /// <summary>Whether anything is filtered away.</summary>
    public bool Filters => Text != "" || State != "" || Task != "" || Method != "" || Project != "" || Tag != "" || Starred;

    /// <summary>Reads the part of an address behind its question mark.</summary>
    public static RunListQuery Parse(string query)
    {
        var values = QueryHelpers.ParseQuery(query);
        string Get(string key) => values.TryGetValue(key, out var value) ? value.ToString() : "";
        var sort = Get("sort");
        return new RunListQuery
        {
            Text = Get("q"),
            State = Get("state"),
            Task = Get("task"),
            Method = Get("method"),
            Project = Get("project"),
            Tag = Get("tag"),
            Starred = Get("star") == "1",
            Sort = sort == "" ? "created" : RunColumn.Of(sort.TrimStart('-')).Id,
            Descending = sort == "" || sort.StartsWith('-'),
            Group = Get("group"),
            Dense = Get("rows") == "dense",
            Hidden = Get("hide") is { Length: > 0 } hidden ? hidden.Split(',') : [],
        };
    }

    /// <summary>The address of the list with this query.</summary>
    public string Address(string path)
    {
        var values = new Dictionary<string, string?>();
        void Put(string key, string value)
        {
            if (value != "")
            {
                values[key] = value;
            }
        }

        Put("q", Text);
        Put("state", State);
        Put("task", Task);
        Put("method", Method);
        Put("project", Project);
        Put("tag", Tag);
        Put("star", Starred ? "1" : "");
        Put("sort", Sort == "created" && Descending ? "" : (Descending ? "-" : "") + Sort);
        Put("group", Group);
        Put("rows", Dense ? "dense" : "");
        Put("hide", string.Join(',', Hidden));
        return QueryHelpers.AddQueryString(path, values);
    }

    /// <summary>The same query sorted by a column; by the other way round when it already was.</summary>
    public RunListQuery SortedBy(RunColumn column) =>
        this with { Sort = column.Id, Descending = Sort == column.Id ? !Descending : column.Numeric };

    /// <summary>The lines of the list.</summary>
    public IReadOnlyList<RunListItem> Apply(IEnumerable<RunRow> runs)
    {
        var column = RunColumn.Of(Sort);
        var kept = runs.Where(Keeps);
        var byKey = Comparer<IComparable?>.Create((a, b) => a is null ? (b is null ? 0 : 1) : b is null ? -1 : Descending ? b.CompareTo(a) : a.CompareTo(b));
        var sorted = kept.OrderBy(run => column.Key(run), byKey).ThenByDescending(run => run.Id).ToList();
        if (Group == "")
        {
            return [.. sorted.Select((run, index) => new RunListItem(run, Index: index))];
        }

        var items = new List<RunListItem>(sorted.Count + 16);
        var position = 0;
        foreach (var group in sorted.GroupBy(Heading).OrderBy(group => group.Key, StringComparer.OrdinalIgnoreCase))
        {
            items.Add(new RunListItem(null, group.Key, group.Count()));
            items.AddRange(group.Select(run => new RunListItem(run, Index: position++)));
        }

        return items;
    }

    private string Heading(RunRow run) => Group switch
    {
        "task" => RunText.TaskName(run),
        "method" => RunText.Method(run),
        "preset" => run.Preset == "" ? "No preset" : run.Preset,
        "project" => run.Project == "" ? "No project" : run.Project,
        "label" => run.Label == "" ? "No label" : run.Label,
        _ => run.State.ToString(),
    };

    /// <summary>Whether a run passes the filter.</summary>
    public bool Keeps(RunRow run)
    {
        if ((State != "" && !run.State.ToString().Equals(State, StringComparison.OrdinalIgnoreCase))
            || (Task != "" && run.Task != Task) || (Method != "" && run.Method != Method)
            || (Project != "" && !run.Project.Equals(Project, StringComparison.OrdinalIgnoreCase)) || (Tag != "" && !run.Tags.Contains(Tag)))
        {
            return false;
        }

        return Text == "" || Text.Split(' ', StringSplitOptions.RemoveEmptyEntries).All(word =>
            $"{run.Id} {run.Name} {run.Label} {run.Preset} {run.Task} {RunText.TaskName(run)} {run.Method} {run.State} {run.Person} {run.Project} {string.Join(' ', run.Tags)}".Contains(word, StringComparison.OrdinalIgnoreCase));
    }
}
