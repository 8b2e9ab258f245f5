using Hodl.Core.Runs;
using Hodl.Core.Tasks;
using Microsoft.AspNetCore.WebUtilities;

namespace Hodl.Components.Forms;

/// <summary>What a person has chosen to launch; kept in the page's address.</summary>
public sealed record LaunchForm
{
    private const string SetPrefix = "set.";
    private const string ResourcePrefix = "resource.";

    /// <summary>Task id.</summary>
    public string Task { get; init; } = "";

    /// <summary>Method ids; empty for those of the preset.</summary>
    public IReadOnlyList<string> Methods { get; init; } = [];

    /// <summary>Preset id.</summary>
    public string Preset { get; init; } = "quick";

    /// <summary>Seeds as written.</summary>
    public string Seeds { get; init; } = "1";

    /// <summary>Settings that differ from the preset, as written, by name.</summary>
    public IReadOnlyDictionary<string, string> Set { get; init; } = new Dictionary<string, string>();

    /// <summary>What starts the runs; empty as configured.</summary>
    public string Launcher { get; init; } = "";

    /// <summary>What each run may take there, as written, by name.</summary>
    public IReadOnlyDictionary<string, string> Resources { get; init; } = new Dictionary<string, string>();

    /// <summary>Reads the part of an address behind its question mark.</summary>
    public static LaunchForm Parse(string query)
    {
        var values = QueryHelpers.ParseQuery(query);
        string Get(string key, string otherwise) => values.TryGetValue(key, out var value) ? value.ToString() : otherwise;
        return new LaunchForm
        {
            Task = Get("task", ""),
            Methods = Get("methods", "").Split(',', StringSplitOptions.RemoveEmptyEntries),
            Preset = Get("preset", "quick"),
            Seeds = Get("seeds", "1"),
            Set = Texts(SetPrefix),
            Launcher = Get("launcher", ""),
            Resources = Texts(ResourcePrefix),
        };

        Dictionary<string, string> Texts(string prefix) => values.Where(pair => pair.Key.StartsWith(prefix, StringComparison.Ordinal))
            .ToDictionary(pair => pair.Key[prefix.Length..], pair => pair.Value.ToString());
    }

    /// <summary>The address of the form with these choices.</summary>
    public string Address(string path)
    {
        var values = new Dictionary<string, string?>();
        if (Task != "")
        {
            values["task"] = Task;
        }

        if (Methods.Count > 0)
        {
            values["methods"] = string.Join(',', Methods);
        }

        if (Preset != "quick")
        {
            values["preset"] = Preset;
        }

        if (Seeds != "1")
        {
            values["seeds"] = Seeds;
        }

        foreach (var (name, text) in Set)
        {
            values[SetPrefix + name] = text;
        }

        if (Launcher != "")
        {
            values["launcher"] = Launcher;
        }

        foreach (var (name, text) in Resources)
        {
            values[ResourcePrefix + name] = text;
        }

        return QueryHelpers.AddQueryString(path, values);
    }

    /// <summary>The form with one setting changed; equal to the preset's value, however written, it is no change.</summary>
    public LaunchForm With(string name, string text, TaskSettings preset)
    {
        var set = Set.Where(pair => pair.Key != name).ToDictionary();
        var (settings, errors) = SettingsForm.Apply(preset, new Dictionary<string, string> { [name] = text });
        if (errors.Count > 0 || !settings.Equals(preset))
        {
            set[name] = text;
        }

        return this with { Set = set };
    }

    /// <summary>The form with a method taken in or out, in the task's order.</summary>
    public LaunchForm Flip(string method, ITask task, IReadOnlyList<string> chosen) =>
        this with { Methods = [.. task.Methods.Select(other => other.Id).Where(id => id == method ? !chosen.Contains(id) : chosen.Contains(id))] };
}
