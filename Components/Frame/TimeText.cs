using System.Globalization;

namespace Hodl.Components.Frame;

/// <summary>Times in few words.</summary>
public static class TimeText
{
    private const double Day = 86400, Year = 365.25 * Day;

    /// <summary>
    /// How long ago, as a person says it: <c>now</c>, <c>40 s ago</c>, <c>12 min ago</c>, <c>3 h ago</c>, <c>5 days ago</c>,
    /// <c>2 months ago</c>, <c>3 years ago</c>; a moment that is still to come (clocks differ by less than a minute) is <c>in 3 days</c>.
    /// </summary>
    public static string Ago(TimeSpan age) => age.TotalSeconds switch
    {
        <= -60 => $"in {Span(-age.TotalSeconds)}",
        < 5 => "now",
        _ => $"{Span(age.TotalSeconds)} ago",
    };

    private static string Span(double seconds) => seconds switch
    {
        < 60 => $"{(int)seconds} s",
        < 3600 => $"{(int)(seconds / 60)} min",
        < Day => $"{(int)(seconds / 3600)} h",
        < 60 * Day => Count(seconds / Day, "day"),
        < 2 * Year => Count(seconds / (Year / 12), "month"),
        _ => Count(seconds / Year, "year"),
    };

    private static string Count(double number, string unit) => (int)number == 1 ? $"1 {unit}" : $"{(int)number} {unit}s";

    /// <summary>A duration: <c>0.4 s</c>, <c>42 s</c>, <c>3:07</c>, <c>1:02:30</c>; from 100 days on <c>120 d</c>, from 10 years on <c>54
    /// years</c>.</summary>
    public static string Duration(double seconds)
    {
        if (!double.IsFinite(seconds) || seconds < 0)
        {
            return "–";
        }

        if (seconds < 60)
        {
            return string.Create(CultureInfo.InvariantCulture, $"{(seconds < 9.95 ? seconds.ToString("0.0", CultureInfo.InvariantCulture) : Math.Round(seconds))} s");
        }

        if (seconds >= 100 * Day)
        {
            var (number, unit) = seconds < 10 * Year ? (seconds / Day, "d") : (seconds / Year, "years");
            return number.ToString(number < 1e6 ? "0" : "0.#e0", CultureInfo.InvariantCulture) + " " + unit;
        }

        var span = TimeSpan.FromSeconds(Math.Round(seconds));
        return span.TotalHours >= 1 ? $"{(int)span.TotalHours}:{span:mm\\:ss}" : $"{span.Minutes}:{span:ss}";
    }

    /// <summary>An estimate in words: <c>under a minute</c>, <c>about 4 minutes</c>, <c>about 2.5 hours</c>.</summary>
    public static string Estimate(double seconds) => seconds switch
    {
        < 50 => "under a minute",
        < 90 => "about a minute",
        < 5400 => $"about {Math.Round(seconds / 60)} minutes",
        _ => string.Create(CultureInfo.InvariantCulture, $"about {seconds / 3600:0.#} hours"),
    };
}
