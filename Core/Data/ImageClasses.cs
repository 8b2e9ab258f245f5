namespace Hodl.Core.Data;

/// <summary>Square images of one size, class by class.</summary>
/// <param name="Name">Data set and part.</param>
/// <param name="Side">Rows and columns.</param>
/// <param name="Channels">1 or 3.</param>
/// <param name="Names">Of the classes.</param>
/// <param name="Items">Items[class][item]: bytes [C, S, S], plane by plane; 255 is ink or full light.</param>
public sealed record ImageClasses(string Name, int Side, int Channels, IReadOnlyList<string> Names, IReadOnlyList<byte[][]> Items)
{
    /// <summary>Classes.</summary>
    public int Count => Items.Count;

    /// <summary>Bytes of an image.</summary>
    public int Size => Channels * Side * Side;

    /// <summary>Images in all.</summary>
    public int Images => Items.Sum(items => items.Length);

    /// <summary>Images of the smallest class; 0 where there is no class.</summary>
    public int Fewest => Items.Count == 0 ? 0 : Items.Min(items => items.Length);

    /// <summary>Some of the classes, in the given order.</summary>
    public ImageClasses Take(string part, IEnumerable<int> classes)
    {
        int[] kept = [.. classes];
        return this with { Name = $"{Name} {part}", Names = [.. kept.Select(index => Names[index])], Items = [.. kept.Select(index => Items[index])] };
    }

    /// <summary>
    /// Writes an image, turned by quarter turns counter-clockwise, as [0, 1].
    /// </summary>
    /// <param name="index">Class.</param>
    /// <param name="item">Item of the class.</param>
    /// <param name="turns">Quarter turns, 0 … 3.</param>
    /// <param name="to">Takes <see cref="Size"/> values.</param>
    public void Write(int index, int item, int turns, Span<float> to)
    {
        var (from, side, at) = (Items[index][item], Side, 0);
        // Where the first pixel of a row comes from, and how far apart those of a row and those of a column lie.
        var (start, along, down) = turns switch
        {
            0 => (0, 1, side),
            1 => (side - 1, side, -1),
            2 => ((side * side) - 1, -1, -side),
            _ => ((side - 1) * side, -side, 1),
        };
        for (var plane = 0; at < to.Length; plane += side * side)
        {
            for (var row = 0; row < side; row++)
            {
                for (int column = 0, source = plane + start + (row * down); column < side; column++, source += along)
                {
                    to[at++] = from[source] / 255f;
                }
            }
        }
    }
}
