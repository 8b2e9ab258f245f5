namespace Hodl.Core.Runs;

/// <summary>Chooses the points of a long series that a chart needs to look the same.</summary>
public static class Thinning
{
    /// <summary>
    /// Indices, ascending, of at most <paramref name="max"/> (≥ 5) points: the first, the last, and of every stretch
    /// the lowest, the highest and the first that is NaN or infinite. All of them when there are no more.
    /// </summary>
    public static int[] Choose(ReadOnlySpan<double> values, int max)
    {
        if (values.Length <= max)
        {
            return [.. Enumerable.Range(0, values.Length)];
        }

        max = Math.Max(max, 5);
        var perStretch = AllFinite(values) ? 2 : 3;
        var stretches = (max - 2) / perStretch;
        var chosen = new List<int>(max) { 0 };
        for (var i = 0; i < stretches; i++)
        {
            var start = 1 + (int)((long)(values.Length - 2) * i / stretches);
            var end = 1 + (int)((long)(values.Length - 2) * (i + 1) / stretches);
            AddStretch(values, start, end, chosen);
        }

        chosen.Add(values.Length - 1);
        return [.. chosen];
    }

    private static void AddStretch(ReadOnlySpan<double> values, int start, int end, List<int> chosen)
    {
        int low = -1, high = -1, odd = -1;
        for (var i = start; i < end; i++)
        {
            if (!double.IsFinite(values[i]))
            {
                odd = odd < 0 ? i : odd;
                continue;
            }

            low = low < 0 || values[i] < values[low] ? i : low;
            high = high < 0 || values[i] > values[high] ? i : high;
        }

        Span<int> three = [low, high, odd];
        three.Sort();
        var last = -1;
        foreach (var index in three)
        {
            if (index > last)
            {
                chosen.Add(last = index);
            }
        }
    }

    private static bool AllFinite(ReadOnlySpan<double> values)
    {
        foreach (var value in values)
        {
            if (!double.IsFinite(value))
            {
                return false;
            }
        }

        return true;
    }
}
