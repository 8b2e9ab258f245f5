using System.Globalization;
using Hodl.Core.Operators.Networks;
using Hodl.Core.Tasks;

namespace Hodl.Components.Runs;

/// <summary>
/// Where a found architecture's nodes and edges lie: nodes in a row from the input, an edge to the next node straight, longer ones
/// in arcs, above the row from even nodes and below it from odd ones.
/// </summary>
/// <param name="Width">Of the field.</param>
/// <param name="Height">Likewise.</param>
/// <param name="Nodes">Centres.</param>
/// <param name="Edges">Paths with their labels.</param>
public sealed record ArchitectureShape(
    double Width, double Height, IReadOnlyList<(double X, double Y)> Nodes, IReadOnlyList<ArchitectureShape.Edge> Edges)
{
    /// <summary>Radius of a node.</summary>
    public const double Radius = 15;

    private const double Gap = 150, Rise = 44, Margin = 24;

    /// <summary>The shape of an architecture.</summary>
    public static ArchitectureShape Of(FoundArchitecture found)
    {
        double Height(int parity) => found.Edges.Where(edge => edge.To - edge.From > 1 && edge.From % 2 == parity).Select(edge => (edge.To - edge.From - 0.5) * Rise).DefaultIfEmpty(0).Max();
        var row = Margin + Radius + Height(0);
        double X(int node) => Margin + Radius + (node * Gap);
        return new(
            (2 * (Margin + Radius)) + ((found.Nodes - 1) * Gap), row + Radius + Margin + Height(1),
            [.. Enumerable.Range(0, found.Nodes).Select(node => (X(node), row))],
            [.. found.Edges.Select(Draw)]);

        Edge Draw(SearchEdge edge)
        {
            var (from, to) = (X(edge.From), X(edge.To));
            if (edge.To == edge.From + 1)
            {
                return new(edge, Path($"M{from + Radius} {row}L{to - Radius - 7} {row}"), (from + to) / 2, row - 7);
            }

            var side = edge.From % 2 == 0 ? -1 : 1;
            var rise = (edge.To - edge.From - 0.5) * Rise;
            var top = row + (side * rise);
            var middle = row + (side * ((0.75 * rise) + 8.9));  // of the curve
            var lean = Gap * 0.35;
            return new(
                edge, Path($"M{from + 5} {row + (side * (Radius - 1))}C{from + lean} {top + (side * 6)} {to - lean} {top + (side * 6)} {to - 6} {row + (side * (Radius + 6))}"),
                (from + to) / 2, middle + (side > 0 ? 15 : -6));
        }
    }

    /// <summary>An operation in a few letters.</summary>
    public static string Name(SearchOperation operation) => operation switch
    {
        SearchOperation.Convolution1 => "1×1",
        SearchOperation.Convolution3 => "3×3",
        SearchOperation.Residual1 => "residual 1×1",
        SearchOperation.Residual3 => "residual 3×3",
        SearchOperation.Dilated3 => "dilated 3×3",
        SearchOperation.ResidualDilated3 => "residual dilated 3×3",
        _ => "skip",
    };

    private static string Path(FormattableString path) => path.ToString(CultureInfo.InvariantCulture);

    /// <summary>An edge as it is drawn.</summary>
    /// <param name="Of">The edge.</param>
    /// <param name="Path">SVG path with its arrow's tip at the end.</param>
    /// <param name="X">Middle of the label.</param>
    /// <param name="Y">Its base line.</param>
    public sealed record Edge(SearchEdge Of, string Path, double X, double Y);
}
