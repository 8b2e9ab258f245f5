using System.Globalization;

namespace Hodl.Components.Forms;

/// <summary>Seeds as people write them: <c>1-3, 7</c>.</summary>
public static class SeedList
{
    /// <summary>The most seeds that one launch takes.</summary>
    public const int Most = 100;

    /// <summary>Every seed of the text in order, each once, or what is wrong with it.</summary>
    public static (IReadOnlyList<long> Seeds, string Error) Parse(string text)
    {
        var seeds = new List<long>();
        foreach (var part in text.Split([',', ' ', ';'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var ends = part.Split(['-', '–'], 2);
            if (!Whole(ends[0], out var first) || !Whole(ends[^1], out var last))
            {
                return ([], $"“{part}” is no seed. Write whole numbers from 0 and ranges, such as 1-3, 7.");
            }

            if (last < first)
            {
                return ([], $"“{part}” runs backwards.");
            }

            if (last - first >= Most || seeds.Count + (last - first) >= Most)
            {
                return ([], $"More than {Most} seeds.");
            }

            for (var seed = first; seed <= last; seed++)
            {
                if (!seeds.Contains(seed))
                {
                    seeds.Add(seed);
                }
            }
        }

        return seeds.Count == 0 ? ([], "At least one seed.") : (seeds, "");
    }

    private static bool Whole(string text, out long value) => long.TryParse(text.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out value);
}
