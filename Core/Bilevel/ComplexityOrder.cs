namespace Hodl.Core.Bilevel;

/// <summary>
/// The order p in N(ε) = O(ε^−p), measured: the slope of log N against log 1/ε over the calls N at which a new least ε
/// was reached, by least squares. Linear convergence gives p near 0. The first part of a run, before ε has fallen to a share
/// of its start, is left out.
/// </summary>
public sealed class ComplexityOrder
{
    private const double Share = 0.3;
    private readonly List<(double Calls, double Accuracy)> points = [];
    private double first = double.NaN;
    private double least = double.PositiveInfinity;

    /// <summary>Takes ε after so many calls.</summary>
    public void Add(double calls, double accuracy)
    {
        first = double.IsNaN(first) ? accuracy : first;
        if (calls > 0 && accuracy > 0 && accuracy < least)
        {
            least = accuracy;
            if (accuracy <= Share * first)
            {
                points.Add((Math.Log(calls), -Math.Log(accuracy)));
            }
        }
    }

    /// <summary>p; NaN with fewer than five points.</summary>
    public double Slope()
    {
        if (points.Count < 5)
        {
            return double.NaN;
        }

        var (x, y) = (points.Average(point => point.Accuracy), points.Average(point => point.Calls));
        var variance = points.Sum(point => Math.Pow(point.Accuracy - x, 2));
        return points.Sum(point => (point.Accuracy - x) * (point.Calls - y)) / variance;
    }
}
