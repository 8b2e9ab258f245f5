
namespace Hodl.Core.Runs;

/// <summary>Mean and spread over test items.</summary>
public static class Sample
{
    /// <summary>The mean with the sample standard deviation (n − 1), as a line of the result table.</summary>
    /// <param name="metric">Name with its convention.</param>
    /// <param name="values">One number an item, at least one.</param>
    /// <exception cref="ArgumentException">There are no values.</exception>
    public static RunResult Summarise(string metric, IReadOnlyList<double> values)
    {
        if (values.Count == 0)
        {
            throw new ArgumentException($"{metric} has no values to summarise.", nameof(values));
        }

        var mean = values.Average();
        double? deviation = values.Count == 1 ? null : Math.Sqrt(values.Sum(value => (value - mean) * (value - mean)) / (values.Count - 1));
        return new RunResult(metric, mean, deviation, values.Count);
    }
}
