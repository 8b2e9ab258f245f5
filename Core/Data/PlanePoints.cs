using System.Globalization;

namespace Hodl.Core.Data;

/// <summary>Points of the plane from a CSV file: two numbers a line, separated by a comma, semicolon or blank; a first line of words is passed over.</summary>
public static class PlanePoints
{
    /// <summary>Fewest points of a file.</summary>
    public const int Fewest = 20;

    /// <summary>Most points of a file.</summary>
    public const int Most = 20_000;

    /// <summary>Reads a file below the data folder.</summary>
    /// <param name="root">As <see cref="DataRoot.Resolve"/> gives it.</param>
    /// <param name="name">Relative to the folder.</param>
    /// <exception cref="InvalidDataException">No folder is set, the file is absent or outside of it, a line is not two finite numbers, there are too few or too many, or all are the same.</exception>
    public static (double X, double Y)[] Read(string root, string name)
    {
        if (root == "")
        {
            throw new InvalidDataException($"The points file {name} cannot be found: no data folder is set ({DataRoot.Variable} or Data:Root).");
        }

        var (folder, file) = (Path.GetFullPath(root), Path.GetFullPath(Path.Combine(root, name)));
        if (!file.StartsWith(folder + Path.DirectorySeparatorChar, StringComparison.Ordinal) || !File.Exists(file))
        {
            throw new InvalidDataException($"The points file {name} is not below the data folder {root}.");
        }

        var points = new List<(double X, double Y)>();
        foreach (var (text, number) in File.ReadLines(file).Select((text, at) => (text.Trim(), at + 1)))
        {
            if (text == "" || (number == 1 && text.Any(char.IsLetter) && Parse(text) is null))
            {
                continue;
            }

            points.Add(Parse(text) ?? throw new InvalidDataException($"{name}, line {number}: \"{(text.Length > 60 ? text[..60] + "…" : text)}\" is not two finite numbers."));
            if (points.Count > Most)
            {
                throw new InvalidDataException($"{name} holds more than {Most} points.");
            }
        }

        return points.Count < Fewest ? throw new InvalidDataException($"{name} holds {points.Count} points; at least {Fewest} are wanted.")
            : points.All(point => point == points[0]) ? throw new InvalidDataException($"{name}: all points are the same.")
            : [.. points];
    }

    private static (double X, double Y)? Parse(string text) =>
        text.Split([',', ';', ' ', '\t'], StringSplitOptions.RemoveEmptyEntries) is [var x, var y]
        && double.TryParse(x, NumberStyles.Float, CultureInfo.InvariantCulture, out var first) && double.IsFinite(first)
        && double.TryParse(y, NumberStyles.Float, CultureInfo.InvariantCulture, out var second) && double.IsFinite(second)
            ? (first, second) : null;
}
