using Hodl.Core.Random;

namespace Hodl.Core.Imaging;

/// <summary>
/// The Shepp–Logan phantom with Toft's contrasts in [0, 1] (Shepp and Logan 1974; Toft 1996), and phantoms like it: the
/// same ellipses moved, turned and weighted a little by a seed. A pixel is the mean over sub-pixels.
/// </summary>
public static class SheppLogan
{
    private const int Fine = 3;

    // Value, half axes, centre, turn in degrees.
    private static readonly double[][] Ellipses =
    [
        [1, .69, .92, 0, 0, 0], [-.8, .6624, .874, 0, -.0184, 0], [-.2, .11, .31, .22, 0, -18], [-.2, .16, .41, -.22, 0, 18], [.1, .21, .25, 0, .35, 0],
        [.1, .046, .046, 0, .1, 0], [.1, .046, .046, 0, -.1, 0], [.1, .046, .023, -.08, -.605, 0], [.1, .023, .023, 0, -.606, 0], [.1, .023, .046, .06, -.605, 0],
    ];

    /// <summary>The phantom, n × n.</summary>
    public static Image Draw(int n) => Draw(n, Ellipses);

    /// <summary>A phantom like it.</summary>
    /// <param name="n">Side.</param>
    /// <param name="seed">Which.</param>
    public static Image Like(int n, ulong seed)
    {
        var random = new Philox(seed);
        double Move(double scale) => scale * ((2 * random.NextDouble()) - 1);
        double[][] moved = [.. Ellipses.Select((e, i) => i < 2 ? e
            : new[] { e[0] * (1 + Move(0.5)), e[1] * (1 + Move(0.3)), e[2] * (1 + Move(0.3)), e[3] + Move(0.1), e[4] + Move(0.1), e[5] + Move(40) })];
        return Draw(n, moved);
    }

    private static Image Draw(int n, double[][] ellipses)
    {
        var pixels = new float[n * n];
        for (var row = 0; row < n; row++)
        {
            for (var column = 0; column < n; column++)
            {
                var sum = 0.0;
                for (var part = 0; part < Fine * Fine; part++)
                {
                    var x = (2 * (column + (((part % Fine) + 0.5) / Fine)) / n) - 1;
                    var y = 1 - (2 * (row + (((part / Fine) + 0.5) / Fine)) / n);
                    sum += ellipses.Where(e => Inside(e, x, y)).Sum(e => e[0]);
                }

                pixels[(row * n) + column] = (float)Math.Clamp(sum / (Fine * Fine), 0, 1);
            }
        }

        return new Image(n, n, 1, pixels);
    }

    private static bool Inside(double[] e, double x, double y)
    {
        var (sin, cos) = Math.SinCos(e[5] * Math.PI / 180);
        var (dx, dy) = (x - e[3], y - e[4]);
        var (u, v) = ((dx * cos) + (dy * sin), (dy * cos) - (dx * sin));
        return ((u * u) / (e[1] * e[1])) + ((v * v) / (e[2] * e[2])) <= 1;
    }
}
