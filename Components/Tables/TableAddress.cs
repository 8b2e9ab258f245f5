using Hodl.Core.Metrics;
using Hodl.Core.Runs;
using Microsoft.AspNetCore.WebUtilities;

namespace Hodl.Components.Tables;

/// <summary>A question whose rows and columns are made by fields, in a page's address.</summary>
public static class TableAddress
{
    /// <summary>Reads the part of an address behind its question mark.</summary>
    public static TableQuestion Parse(string query)
    {
        var values = QueryHelpers.ParseQuery(query);
        var usual = new TableQuestion();
        string Get(string key) => values.TryGetValue(key, out var value) ? value.ToString() : "";
        string[] List(string key) => Get(key).Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return new TableQuestion
        {
            Name = Get("name"),
            Note = Get("note"),
            Filter = new RunSelector
            {
                Task = Get("task"),
                Methods = List("methods"),
                Presets = List("presets"),
                Text = Get("q"),
                Tags = List("tags"),
                Project = Get("project"),
                States = [.. List("states").Select(word => Enum.TryParse<RunState>(word, ignoreCase: true, out var state) ? state : (RunState?)null).OfType<RunState>()],
                Set = Settings(Get("set")),
                Runs = [.. List("runs").Select(word => long.TryParse(word, out var id) ? id : 0).Where(id => id > 0)],
            },
            RowsBy = values.ContainsKey("rows") ? List("rows") : usual.RowsBy,
            ColumnsBy = values.ContainsKey("columns") ? List("columns") : usual.ColumnsBy,
            Metrics = List("metrics"),
            Statistic = Enum.TryParse<SeedStatistic>(Get("seeds"), ignoreCase: true, out var statistic) ? statistic : default,
            Test = Enum.TryParse<PairedTest>(Get("test"), ignoreCase: true, out var test) ? test : default,
            OverLabels = Get("labels") == "averaged",
        };
    }

    /// <summary>The address of a question.</summary>
    public static string Of(TableQuestion question, string path)
    {
        var usual = new TableQuestion();
        var values = new Dictionary<string, string?>();
        void Put(string key, string value, bool always = false)
        {
            if (value != "" || always)
            {
                values[key] = value;
            }
        }

        Put("name", question.Name);
        Put("note", question.Note);
        Put("task", question.Filter.Task);
        Put("methods", string.Join(',', question.Filter.Methods));
        Put("presets", string.Join(',', question.Filter.Presets));
        Put("q", question.Filter.Text);
        Put("tags", string.Join(',', question.Filter.Tags));
        Put("project", question.Filter.Project);
        Put("states", string.Join(',', question.Filter.States).ToLowerInvariant());
        Put("set", Text(question.Filter.Set));
        Put("runs", string.Join(',', question.Filter.Runs));
        if (!question.RowsBy.SequenceEqual(usual.RowsBy))
        {
            Put("rows", string.Join(',', question.RowsBy), always: true);
        }

        if (!question.ColumnsBy.SequenceEqual(usual.ColumnsBy))
        {
            Put("columns", string.Join(',', question.ColumnsBy), always: true);
        }

        Put("metrics", string.Join(',', question.Metrics));
        Put("seeds", question.Statistic == default ? "" : question.Statistic.ToString().ToLowerInvariant());
        Put("test", question.Test == default ? "" : question.Test.ToString().ToLowerInvariant());
        Put("labels", question.OverLabels ? "averaged" : "");
        return QueryHelpers.AddQueryString(path, values);
    }

    /// <summary>Settings as a person writes them: <c>K=5; Loss=Supervised</c>. What is no pair is left out.</summary>
    public static IReadOnlyDictionary<string, string> Settings(string text) => text.Split([';', '\n'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
        .Select(part => part.Split('=', 2)).Where(pair => pair.Length == 2 && pair[0].Trim() != "")
        .GroupBy(pair => pair[0].Trim(), StringComparer.OrdinalIgnoreCase).ToDictionary(group => group.Key, group => group.Last()[1].Trim(), StringComparer.OrdinalIgnoreCase);

    /// <summary>The text of <see cref="Settings"/>.</summary>
    public static string Text(IReadOnlyDictionary<string, string> settings) => string.Join("; ", settings.Select(pair => $"{pair.Key}={pair.Value}"));
}
