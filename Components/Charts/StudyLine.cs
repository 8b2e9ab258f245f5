namespace Hodl.Components.Charts;

/// <summary>A curve of a <see cref="StudyChart"/>.</summary>
/// <param name="Name">As in the legend; lines of one name share an entry.</param>
/// <param name="Color">A CSS variable.</param>
/// <param name="Dash">How it is dashed; empty for a whole line.</param>
/// <param name="X">Ascending.</param>
/// <param name="Y">Values.</param>
public sealed record StudyLine(string Name, string Color, string Dash, IReadOnlyList<double> X, IReadOnlyList<double> Y)
{
    private static readonly string[] Dashes = ["", "6 3", "2 3", "8 3 2 3"];

    /// <summary>A method's own colour; those of a study that share one differ in dashes.</summary>
    public static (string Color, string Dash) Style(IReadOnlyList<string> methods, string method)
    {
        var color = RunColor.OfMethod(method);
        return (color, Dashes[methods.TakeWhile(other => other != method).Count(other => RunColor.OfMethod(other) == color) % Dashes.Length]);
    }
}
