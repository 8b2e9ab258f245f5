using static TorchSharp.torch;

namespace Hodl.Core.Imaging;

/// <summary>Filters to start from.</summary>
public static class CosineFilters
{
    /// <summary>
    /// The orthonormal two-dimensional DCT-II filters of one side but the constant one, by rows of frequencies,
    /// [side² − 1, 1, side, side]; side 7 gives the review's 48.
    /// </summary>
    /// <param name="side">≥ 2.</param>
    public static Tensor Create(int side)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(side, 2);
        double Line(int u, int n) => Math.Sqrt((u == 0 ? 1.0 : 2.0) / side) * Math.Cos(Math.PI * (n + 0.5) * u / side);
        var values = new double[((side * side) - 1) * side * side];
        var at = 0;
        for (var k = 1; k < side * side; k++)
        {
            for (var tap = 0; tap < side * side; tap++)
            {
                values[at++] = Line(k / side, tap / side) * Line(k % side, tap % side);
            }
        }

        return tensor(values, [(side * side) - 1, 1, side, side]);
    }
}
