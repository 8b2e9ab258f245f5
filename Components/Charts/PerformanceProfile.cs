namespace Hodl.Components.Charts;

/// <summary>
/// Performance profiles (Dolan and Moré 2002): for every method the share of problems that it solves with at most τ times the calls of
/// the best method there. A problem is solved once f ≤ f_best + tolerance·(f₀ − f_best), with f_best the least value that any
/// method reached (Moré and Wild 2009).
/// </summary>
public static class PerformanceProfile
{
    /// <summary>The tolerance.</summary>
    public const double Tolerance = 1e-3;

    private const double MostRatio = 1000;

    /// <summary>One step curve a method, over τ ≥ 1.</summary>
    /// <param name="courses">Of every problem and method the values over its calls.</param>
    public static IReadOnlyList<(string Method, double[] Ratios, double[] Shares)> Of(IReadOnlyList<(string Problem, string Method, IReadOnlyList<double> Calls, IReadOnlyList<double> Values)> courses)
    {
        var solved = courses.GroupBy(course => course.Problem).SelectMany(Solved).ToList();
        var problems = courses.Select(course => course.Problem).Distinct().Count();
        return [.. courses.Select(course => course.Method).Distinct().Select(method =>
        {
            var ratios = solved.Where(one => one.Method == method && one.Ratio <= MostRatio).Select(one => one.Ratio).Order().ToList();
            List<double> x = [1], y = [0];
            foreach (var ratio in ratios)
            {
                x.AddRange([ratio, ratio]);
                y.AddRange([y[^1], y[^1] + (1.0 / problems)]);
            }

            x.Add(MostRatio);
            y.Add(y[^1]);
            return (method, x.ToArray(), y.ToArray());
        })];
    }

    private static IEnumerable<(string Method, double Ratio)> Solved(IGrouping<string, (string Problem, string Method, IReadOnlyList<double> Calls, IReadOnlyList<double> Values)> problem)
    {
        var finite = problem.Where(course => course.Values.Count > 0).ToList();
        if (finite.Count == 0)
        {
            return [];
        }

        var least = finite.Min(course => course.Values.Where(double.IsFinite).DefaultIfEmpty(double.PositiveInfinity).Min());
        var first = finite.Max(course => course.Values[0]);
        var goal = least + (Tolerance * (first - least));
        var calls = finite.Select(course => (course.Method, Calls: Reached(course, goal))).ToList();
        var best = calls.Min(one => one.Calls);
        return double.IsFinite(best) ? calls.Where(one => double.IsFinite(one.Calls)).Select(one => (one.Method, best > 0 ? one.Calls / best : 1)) : [];
    }

    private static double Reached((string Problem, string Method, IReadOnlyList<double> Calls, IReadOnlyList<double> Values) course, double goal)
    {
        for (var i = 0; i < course.Values.Count; i++)
        {
            if (course.Values[i] <= goal)
            {
                return Math.Max(course.Calls[i], 1);
            }
        }

        return double.PositiveInfinity;
    }
}
