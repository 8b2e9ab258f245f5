namespace Hodl.Core.Search;

/// <summary>
/// A Gaussian process with mean m and covariance s²k(‖x − x'‖/h), k the Matérn kernel ν = 5/2, interpolating values at points of
/// the unit cube. m is the mean of the values, s² follows in closed form, h maximises the marginal likelihood over a ladder.
/// Small: O(n³) for n points. Source: Rasmussen and Williams 2006, Algorithm 2.1.
/// </summary>
public sealed class GaussianProcess
{
    private const double Nugget = 1e-8;
    private const double Least = 1e-300;  // deviation below which f(x) is certain
    private static readonly double[] Lengths = [0.03, 0.05, 0.1, 0.15, 0.2, 0.3, 0.45, 0.7, 1, 1.5, 2.5];
    private readonly double[][] points;
    private readonly double[][] factor;
    private readonly double[] weights;
    private readonly double length;
    private readonly double mean;
    private readonly double scale;

    /// <summary>Fits.</summary>
    /// <param name="points">n ≥ 1 points of equal size.</param>
    /// <param name="values">n values.</param>
    public GaussianProcess(double[][] points, double[] values)
    {
        this.points = points;
        mean = values.Average();
        double[] centred = [.. values.Select(value => value - mean)];
        var best = Lengths.Select(h => Fit(h, centred)).MaxBy(fit => fit.Likelihood);
        (length, factor, weights, scale) = (best.Length, best.Factor, best.Weights, best.Scale);
    }

    /// <summary>h.</summary>
    public double Length => length;

    /// <summary>Mean and standard deviation at a point.</summary>
    public (double Mean, double Deviation) At(double[] x)
    {
        double[] covariance = [.. points.Select(point => Kernel(point, x, length))];
        var solved = Forward(factor, covariance);
        return (mean + Dot(covariance, weights), Math.Sqrt(Math.Max(0, scale * (1 + Nugget - Dot(solved, solved)))));
    }

    /// <summary>Expected improvement E[max(0, best − f(x))] (Jones, Schonlau and Welch 1998).</summary>
    public double ExpectedImprovement(double[] x, double best)
    {
        var (centre, deviation) = At(x);
        var gain = best - centre;
        return deviation <= Least ? Math.Max(0, gain) : deviation * Improvement.Of(gain / deviation);
    }

    /// <summary>Its logarithm, which still tells points apart where the improvement itself is less than any double.</summary>
    public double LogExpectedImprovement(double[] x, double best)
    {
        var (centre, deviation) = At(x);
        var gain = best - centre;
        return deviation <= Least ? Math.Log(Math.Max(0, gain)) : Math.Log(deviation) + Improvement.Log(gain / deviation);
    }

    private (double Likelihood, double Length, double[][] Factor, double[] Weights, double Scale) Fit(double h, double[] values)
    {
        var n = points.Length;
        var matrix = new double[n][];
        for (var i = 0; i < n; i++)
        {
            matrix[i] = [.. points.Select(other => Kernel(points[i], other, h))];
            matrix[i][i] += Nugget;
        }

        if (!Factorise(matrix))
        {
            return (double.NegativeInfinity, h, matrix, new double[n], 1);
        }

        var solved = Forward(matrix, values);
        var variance = Math.Max(Dot(solved, solved) / n, 1e-300);
        var likelihood = (-n * Math.Log(variance) / 2) - matrix.Select((row, i) => Math.Log(row[i])).Sum();
        return (likelihood, h, matrix, Backward(matrix, solved), variance);
    }

    private static double Kernel(double[] a, double[] b, double h)
    {
        var r = Math.Sqrt(5 * a.Zip(b, (x, y) => (x - y) * (x - y)).Sum()) / h;
        return (1 + r + (r * r / 3)) * Math.Exp(-r);
    }

    // Cholesky in place, lower triangle.
    private static bool Factorise(double[][] a)
    {
        for (var i = 0; i < a.Length; i++)
        {
            for (var j = 0; j <= i; j++)
            {
                var sum = a[i][j];
                for (var k = 0; k < j; k++)
                {
                    sum -= a[i][k] * a[j][k];
                }

                if (i == j && !(sum > 0))
                {
                    return false;
                }

                a[i][j] = i == j ? Math.Sqrt(sum) : sum / a[j][j];
            }
        }

        return true;
    }

    private static double[] Forward(double[][] factor, double[] b)
    {
        var x = (double[])b.Clone();
        for (var i = 0; i < x.Length; i++)
        {
            for (var k = 0; k < i; k++)
            {
                x[i] -= factor[i][k] * x[k];
            }

            x[i] /= factor[i][i];
        }

        return x;
    }

    private static double[] Backward(double[][] factor, double[] b)
    {
        var x = (double[])b.Clone();
        for (var i = x.Length - 1; i >= 0; i--)
        {
            for (var k = i + 1; k < x.Length; k++)
            {
                x[i] -= factor[k][i] * x[k];
            }

            x[i] /= factor[i][i];
        }

        return x;
    }

    private static double Dot(double[] a, double[] b) => a.Zip(b, (x, y) => x * y).Sum();
}
