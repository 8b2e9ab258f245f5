namespace Hodl.Components.Charts;

/// <summary>A curve of a <see cref="LineChart"/>.</summary>
/// <param name="Name">As in the legend; lines of one name share an entry.</param>
/// <param name="Color">A CSS variable.</param>
/// <param name="Dash">How it is dashed, as SVG writes it; empty for a solid line.</param>
/// <param name="X">Numbers, ascending, or labels.</param>
/// <param name="Y">Values; a gap where one is not finite.</param>
public sealed record ChartLine(string Name, string Color, string Dash, IReadOnlyList<object> X, IReadOnlyList<double> Y)
{
    private static readonly string[] Dashes = ["", "6 3", "2 3", "8 3 2 3"];

    /// <summary>Half the length of each value's error bar; none when empty.</summary>
    public IReadOnlyList<double> Error { get; init; } = [];

    /// <summary>What stands behind each value where one points; nothing when empty.</summary>
    public IReadOnlyList<string> Hover { get; init; } = [];

    /// <summary>A method's own color; those of a study that share one differ in dashes.</summary>
    public static (string Color, string Dash) Style(IReadOnlyList<string> methods, string method)
    {
        var color = RunColor.OfMethod(method);
        return (color, Dashes[methods.TakeWhile(other => other != method).Count(other => RunColor.OfMethod(other) == color) % Dashes.Length]);
    }
}
