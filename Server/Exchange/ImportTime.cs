using System.Globalization;
using Hodl.Core.Runs;
using Hodl.Server.Store;

namespace Hodl.Server.Exchange;

/// <summary>
/// What the times of a file mean. Seconds since a run's start stay what they are; moments of Unix time are told from them, and their
/// unit from the others, by their size: 10⁸ to 10¹⁰ s, ms, µs or ns are the years 1973 to 2286, and no two of these overlap.
/// </summary>
internal static class ImportTime
{
    private const double First = 1e8, Last = 1e10;
    private static readonly double[] _units = [1, 1e3, 1e6, 1e9];

    /// <summary>Turns the times of a run into seconds since its start; a point whose time is NaN (none) gets the time of the one
    /// before.</summary>
    /// <param name="series">The points, with <see cref="SeriesColumn.Seconds"/> as the file has them.</param>
    /// <param name="field">What the file calls them.</param>
    /// <param name="also">A moment of the file that belongs to no point; NaN for none.</param>
    /// <returns>When the run started; null when the times are seconds since then.</returns>
    /// <exception cref="InvalidImportException">The times are neither.</exception>
    public static DateTimeOffset? Settle(IReadOnlyCollection<SeriesColumn> series, string field, double also = double.NaN)
    {
        var (low, high) = (double.PositiveInfinity, double.NegativeInfinity);
        foreach (var time in series.SelectMany(column => column.Seconds).Append(also).Where(time => !double.IsNaN(time)))
        {
            (low, high) = (Math.Min(low, time), Math.Max(high, time));
        }

        if (high < First)
        {
            Shift(series, 0, 1);
            return low >= -UnixTime.Latest / 1e3 ? null : throw Wrong(field, low);
        }

        foreach (var unit in _units)
        {
            if (low >= First * unit && high < Last * unit)
            {
                Shift(series, low, unit);
                return UnixTime.At((long)Math.Floor(low / unit * 1e3));
            }
        }

        throw Wrong(field, high);
    }

    /// <summary>
    /// A moment in words, such as <c>2024-01-05 10:00:00</c>, as Unix seconds (without a zone it is UTC), or a duration such as
    /// <c>1:02:30</c>; null when the text is neither.
    /// </summary>
    public static double? Of(string text) =>
        text.Contains('-', StringComparison.Ordinal)
            && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at)
                ? (at - DateTimeOffset.UnixEpoch).TotalSeconds
            : TimeSpan.TryParseExact(text, ["h\\:m\\:s", "h\\:m\\:s\\.FFFFFFF"], CultureInfo.InvariantCulture, out var span)
                ? span.TotalSeconds
            : null;

    private static void Shift(IReadOnlyCollection<SeriesColumn> series, double start, double unit)
    {
        foreach (var column in series)
        {
            var before = 0.0;
            for (var i = 0; i < column.Seconds.Count; i++)
            {
                column.Seconds[i] = before = double.IsNaN(column.Seconds[i]) ? before : (column.Seconds[i] - start) / unit;
            }
        }
    }

    private static InvalidImportException Wrong(string field, double time) => new(field, time.ToString("R", CultureInfo.InvariantCulture),
        "seconds since the start, below 1E+08, or Unix time of the years 1973 to 2286 in s, ms, µs or ns, the same for all points");
}
