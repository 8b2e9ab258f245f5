namespace Hodl.Components.Charts;

/// <summary>A curve of a <see cref="StudyChart"/>.</summary>
/// <param name="Name">As in the legend; lines of one name share an entry.</param>
/// <param name="Color">A CSS variable.</param>
/// <param name="Dash">How it is dashed; empty for a whole line.</param>
/// <param name="X">Ascending.</param>
/// <param name="Y">Values.</param>
public sealed record StudyLine(string Name, string Color, string Dash, IReadOnlyList<double> X, IReadOnlyList<double> Y)
{
    private static readonly string[] Dashes = ["", "6 3", "2 3"];

    /// <summary>Colour and dash of the i-th method, all different up to 24.</summary>
    public static (string Color, string Dash) Style(int index) => ($"--s{(index % 8) + 1}", Dashes[index / 8 % Dashes.Length]);
}
