using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Hodl.Components.Forms;
using Hodl.Core.Tasks;
using Hodl.Server.Runs;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Hodl.Server.Cli;

/// <summary>
/// Runs and studies as a file, JSON or YAML: <c>task</c>, <c>preset</c>, <c>method</c> or <c>methods</c>, <c>seed</c> or <c>seeds</c>
/// (a list, or text such as <c>1-3</c>), <c>set</c>; and, for a study, <c>runs</c>: a list of the same, each of which takes over
/// what stands beside the list and it does not say itself.
/// </summary>
internal static class ConfigFile
{
    private static readonly string[] Keys = ["task", "preset", "method", "methods", "seed", "seeds", "set", "runs"];

    /// <summary>The requests of the file, or what is wrong with it.</summary>
    public static (IReadOnlyList<RunRequest> Requests, IReadOnlyList<SettingError> Errors) Read(string path)
    {
        try
        {
            var text = File.ReadAllText(path);
            var node = path.EndsWith(".json", StringComparison.OrdinalIgnoreCase) ? JsonNode.Parse(text) : Yaml(text);
            var errors = new List<SettingError>();
            var requests = Requests(node, new RunRequest { Task = "" }, "", errors).ToList();
            errors.AddRange(requests.Where(request => request.Task == "").Take(1).Select(_ => new SettingError("task", "", "a task's id; `tasks` lists them")));
            return (requests, errors);
        }
        catch (IOException error)
        {
            return ([], [new SettingError("--config", path, $"a file that can be read ({error.Message})")]);
        }
        catch (JsonException error)
        {
            return ([], [new SettingError("--config", path, $"JSON ({error.Message})")]);
        }
        catch (YamlException error)
        {
            return ([], [new SettingError("--config", $"{path}, line {error.Start.Line}", $"YAML ({error.Message})")]);
        }
    }

    private static IEnumerable<RunRequest> Requests(JsonNode? node, RunRequest above, string place, List<SettingError> errors)
    {
        if (node is not JsonObject map)
        {
            errors.Add(new SettingError(place == "" ? "the file" : place, node?.ToJsonString() ?? "", $"a map with the keys {string.Join(", ", Keys)}"));
            return [];
        }

        errors.AddRange(map.Where(pair => !Keys.Contains(pair.Key)).Select(pair => new SettingError(place + pair.Key, Text(pair.Value), $"one of the keys {string.Join(", ", Keys)}")));
        var request = above with
        {
            Task = Text(map["task"], above.Task),
            Preset = Text(map["preset"], above.Preset),
            Methods = List(map["methods"] ?? map["method"]) ?? above.Methods,
            Seeds = Seeds(map, place, errors) ?? above.Seeds,
            Set = map["set"] is null ? above.Set : Settings(map["set"]!, above.Set, place, errors),
        };
        if (map["runs"] is null)
        {
            return [request];
        }

        if (map["runs"] is not JsonArray list)
        {
            errors.Add(new SettingError(place + "runs", Text(map["runs"]), "a list of maps"));
            return [];
        }

        return [.. list.SelectMany((one, at) => Requests(one, request, $"{place}runs[{at}].", errors))];
    }

    private static IReadOnlyList<long>? Seeds(JsonObject map, string place, List<SettingError> errors)
    {
        if ((map["seeds"] ?? map["seed"]) is not { } node)
        {
            return null;
        }

        var (seeds, wrong) = SeedList.Parse(string.Join(',', List(node)!));
        if (wrong != "" || seeds.Count == 0)
        {
            errors.Add(new SettingError(place + (map["seeds"] is null ? "seed" : "seeds"), Text(node), "whole numbers from 0 and ranges, such as 1-3, 7"));
        }

        return seeds;
    }

    private static IReadOnlyDictionary<string, string> Settings(JsonNode node, IReadOnlyDictionary<string, string> above, string place, List<SettingError> errors)
    {
        if (node is not JsonObject map)
        {
            errors.Add(new SettingError(place + "set", Text(node), "a map of settings, such as K: 15"));
            return above;
        }

        return above.Concat(map.Select(pair => KeyValuePair.Create(pair.Key, Text(pair.Value)))).GroupBy(pair => pair.Key, StringComparer.OrdinalIgnoreCase)
            .ToDictionary(group => group.Key, group => group.Last().Value, StringComparer.OrdinalIgnoreCase);
    }

    private static List<string>? List(JsonNode? node) => node is null ? null : node is JsonArray list ? [.. list.Select(one => Text(one))] : [Text(node)];

    private static string Text(JsonNode? node, string otherwise = "") => node switch
    {
        null => otherwise,
        JsonValue value when value.TryGetValue<string>(out var text) => text,
        JsonValue value when value.TryGetValue<bool>(out var truth) => truth ? "true" : "false",
        _ => node.ToJsonString(),
    };

    private static JsonNode? Yaml(string text)
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(text));
        return stream.Documents.Count == 0 ? null : Node(stream.Documents[0].RootNode);
    }

    private static JsonNode? Node(YamlNode node) => node switch
    {
        YamlMappingNode map => new JsonObject(map.Children.Select(pair => KeyValuePair.Create(Convert.ToString(pair.Key, CultureInfo.InvariantCulture) ?? "", Node(pair.Value)))),
        YamlSequenceNode list => new JsonArray([.. list.Children.Select(Node)]),
        YamlScalarNode { Style: ScalarStyle.Plain, Value: "" or "~" or "null" } => null,
        YamlScalarNode scalar => JsonValue.Create(scalar.Value),
        _ => null,
    };
}
