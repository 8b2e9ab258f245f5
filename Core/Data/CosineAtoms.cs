namespace Hodl.Core.Data;

/// <summary>The overcomplete cosine dictionary of patches, as the sparse-coding literature starts from (Elad and Aharon 2006).</summary>
public static class CosineAtoms
{
    /// <summary>
    /// Kronecker product of two one-dimensional dictionaries D[i, k] = cos(π i k / atoms), i &lt; side, k &lt; atoms, every
    /// column but the first freed of its mean, all columns of unit norm. Row-major, shape [side², atoms²]; 16 and 23 give
    /// 256 × 529.
    /// </summary>
    /// <param name="side">Rows and columns of a patch.</param>
    /// <param name="atoms">Atoms of one dimension, at least <paramref name="side"/>.</param>
    public static double[] Overcomplete(int side, int atoms)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(side, 2);
        ArgumentOutOfRangeException.ThrowIfLessThan(atoms, side);
        var line = OneDimensional(side, atoms);
        var dictionary = new double[side * side * atoms * atoms];
        var at = 0;
        for (var row = 0; row < side * side; row++)
        {
            for (var column = 0; column < atoms * atoms; column++)
            {
                dictionary[at++] = line[row / side, column / atoms] * line[row % side, column % atoms];
            }
        }

        return dictionary;
    }

    private static double[,] OneDimensional(int side, int atoms)
    {
        var line = new double[side, atoms];
        for (var k = 0; k < atoms; k++)
        {
            var atom = Enumerable.Range(0, side).Select(i => Math.Cos(Math.PI * i * k / atoms)).ToArray();
            var mean = k == 0 ? 0 : atom.Average();
            var norm = Math.Sqrt(atom.Sum(value => (value - mean) * (value - mean)));
            for (var i = 0; i < side; i++)
            {
                line[i, k] = (atom[i] - mean) / norm;
            }
        }

        return line;
    }
}
