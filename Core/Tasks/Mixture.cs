using Hodl.Core.Data;
using Hodl.Core.Torch;
using static TorchSharp.torch;

namespace Hodl.Core.Tasks;

/// <summary>
/// A distribution in the plane: anchors, each with N(0, σ²I) around it, grouped into modes. A sample belongs to the mode of its
/// nearest anchor, and is good when that lies within 3σ. A mode counts as covered when at least a given part of its fair
/// share of all samples, 1/modes, is good and belongs to it.
/// </summary>
public sealed class Mixture
{
    private const int MoonAnchors = 100;
    private readonly (double X, double Y)[] anchors;
    private readonly int[] modes;

    private Mixture(string name, double sigma, (double X, double Y)[] anchors, int[] modes) => (Name, Sigma, this.anchors, this.modes, Modes) = (name, sigma, anchors, modes, modes.Max() + 1);

    /// <summary>As the run records it.</summary>
    public string Name { get; }

    /// <summary>σ.</summary>
    public double Sigma { get; }

    /// <summary>How many.</summary>
    public int Modes { get; }

    /// <summary>Where Gaussians sit.</summary>
    public IReadOnlyList<(double X, double Y)> Anchors => anchors;

    /// <summary>The distribution that settings ask for.</summary>
    /// <exception cref="InvalidDataException">The points file cannot be used.</exception>
    public static Mixture Of(string root, MixtureKind kind, string points, double sigma) => kind switch
    {
        MixtureKind.Ring8 => Single("ring of 8", sigma, Enumerable.Range(0, 8).Select(i => (2 * Math.Cos(i * Math.PI / 4), 2 * Math.Sin(i * Math.PI / 4)))),
        MixtureKind.Grid25 => Single("grid of 25", sigma, Enumerable.Range(0, 25).Select(i => ((i % 5) - 2.0, (i / 5) - 2.0))),
        MixtureKind.TwoMoons => new("two moons", sigma, [.. Enumerable.Range(0, 2 * MoonAnchors).Select(Moon)], [.. Enumerable.Range(0, 2 * MoonAnchors).Select(i => i / MoonAnchors)]),
        _ => Linked(points, sigma, Scaled(PlanePoints.Read(root, points))),
    };

    /// <summary>Samples, [n, 2].</summary>
    public Tensor Sample(long count, Generator random, ScalarType dtype, Device device)
    {
        var which = randint(anchors.Length, [count], generator: random).ToArray<long>();
        var values = which.SelectMany(at => new[] { anchors[at].X, anchors[at].Y }).ToArray();
        return (tensor(values, [count, 2]) + (randn([count, 2], dtype: float64, generator: random) * Sigma)).to(dtype).to(device);
    }

    /// <summary>Good samples of each mode.</summary>
    public int[] Count(IReadOnlyList<(double X, double Y)> samples)
    {
        var counts = new int[Modes];
        foreach (var (x, y) in samples)
        {
            var (best, at) = (double.PositiveInfinity, 0);
            for (var i = 0; i < anchors.Length; i++)
            {
                var square = ((x - anchors[i].X) * (x - anchors[i].X)) + ((y - anchors[i].Y) * (y - anchors[i].Y));
                if (square < best)
                {
                    (best, at) = (square, i);
                }
            }

            if (best <= 9 * Sigma * Sigma)
            {
                counts[modes[at]]++;
            }
        }

        return counts;
    }

    /// <summary>Modes with at least a part of their fair share.</summary>
    /// <param name="counts">Good samples of each mode.</param>
    /// <param name="samples">All samples.</param>
    /// <param name="part">Of 1/modes, in (0, 1].</param>
    public static int Covered(int[] counts, int samples, double part) => counts.Count(count => count >= part * samples / counts.Length);

    private static Mixture Single(string name, double sigma, IEnumerable<(double X, double Y)> centres)
    {
        (double X, double Y)[] found = [.. centres];
        return new(name, sigma, found, [.. Enumerable.Range(0, found.Length)]);
    }

    private static (double X, double Y) Moon(int at)
    {
        var angle = Math.PI * (at % MoonAnchors) / (MoonAnchors - 1.0);
        return at < MoonAnchors ? (Math.Cos(angle) - 0.5, Math.Sin(angle) - 0.25) : (0.5 - Math.Cos(angle), 0.25 - Math.Sin(angle));
    }

    // Centred, root mean square distance from the centre 2: the size of the ring.
    private static (double X, double Y)[] Scaled((double X, double Y)[] points)
    {
        var (x, y) = (points.Average(point => point.X), points.Average(point => point.Y));
        var scale = 2 / Math.Sqrt(points.Average(point => ((point.X - x) * (point.X - x)) + ((point.Y - y) * (point.Y - y))));
        return [.. points.Select(point => ((point.X - x) * scale, (point.Y - y) * scale))];
    }

    // Points nearer than 6σ to one another belong to one mode.
    private static Mixture Linked(string name, double sigma, (double X, double Y)[] points)
    {
        var modes = new int[points.Length];
        Array.Fill(modes, -1);
        var count = 0;
        for (var start = 0; start < points.Length; start++)
        {
            if (modes[start] >= 0)
            {
                continue;
            }

            var open = new Stack<int>([start]);
            modes[start] = count;
            while (open.TryPop(out var at))
            {
                for (var other = 0; other < points.Length; other++)
                {
                    var (dx, dy) = (points[at].X - points[other].X, points[at].Y - points[other].Y);
                    if (modes[other] < 0 && (dx * dx) + (dy * dy) <= 36 * sigma * sigma)
                    {
                        modes[other] = count;
                        open.Push(other);
                    }
                }
            }

            count++;
        }

        return new(name, sigma, points, modes);
    }
}
