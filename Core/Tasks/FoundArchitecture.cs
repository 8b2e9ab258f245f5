using System.Text.Json;
using Hodl.Core.Operators.Networks;

namespace Hodl.Core.Tasks;

/// <summary>
/// The architecture that a search has found, as it stands in a run's log:
/// <c>{"nodes":4,"edges":[{"from":0,"to":1,"operation":"Residual3","weight":0.31}, …]}</c>, node 0 the input.
/// </summary>
/// <param name="Nodes">With the input.</param>
/// <param name="Edges">From earlier to later nodes.</param>
public sealed record FoundArchitecture(int Nodes, IReadOnlyList<SearchEdge> Edges)
{
    /// <summary>What the line begins with.</summary>
    public const string LogStart = "architecture ";

    private static readonly JsonSerializerOptions _json = new(JsonSerializerDefaults.Web) { Converters = { new System.Text.Json.Serialization.JsonStringEnumConverter() } };

    /// <summary>The architecture of a cell.</summary>
    /// <param name="nodes">N, without the input.</param>
    /// <param name="edges">Its edges.</param>
    public static FoundArchitecture Of(int nodes, IReadOnlyList<SearchEdge> edges) => new(nodes + 1, edges);

    /// <summary>The JSON of the line.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, _json);

    /// <summary>Reads a line of a log; null when it is no architecture.</summary>
    public static FoundArchitecture? Parse(string line)
    {
        if (!line.StartsWith(LogStart, StringComparison.Ordinal))
        {
            return null;
        }

        try
        {
            return JsonSerializer.Deserialize<FoundArchitecture>(line[LogStart.Length..], _json) is { Nodes: > 1, Edges: not null } found
                && found.Edges.All(edge => edge.From >= 0 && edge.From < edge.To && edge.To < found.Nodes) ? found : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
