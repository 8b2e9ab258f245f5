namespace Hodl.Core.Data;

/// <summary>Numbers with a shape, as read from a file.</summary>
/// <param name="Shape">Length of each dimension.</param>
/// <param name="Values">The last index fastest (C order), whatever the file had.</param>
public sealed record NumberArray(IReadOnlyList<int> Shape, double[] Values)
{
    private const long Most = 1 << 26;

    /// <summary>The product of the lengths.</summary>
    /// <exception cref="InvalidDataException">It is negative or above 2²⁶: no kernel, but a damaged file.</exception>
    internal static int Count(IReadOnlyList<int> shape)
    {
        var count = 1L;
        foreach (var length in shape)
        {
            count = length < 0 ? -1 : count * length;
            if (count is < 0 or > Most)
            {
                throw new InvalidDataException($"its shape [{string.Join(", ", shape)}] cannot be right");
            }
        }

        return (int)count;
    }

    /// <summary>From values with the first index fastest (Fortran order, MATLAB).</summary>
    internal static NumberArray FromColumns(IReadOnlyList<int> shape, double[] values)
    {
        var turned = new double[values.Length];
        var index = new int[shape.Count];
        foreach (var value in values)
        {
            var at = 0;
            for (var d = 0; d < index.Length; d++)
            {
                at = (at * shape[d]) + index[d];
            }

            turned[at] = value;
            for (var d = 0; d < index.Length && ++index[d] == shape[d]; d++)
            {
                index[d] = 0;
            }
        }

        return new NumberArray(shape, turned);
    }
}
