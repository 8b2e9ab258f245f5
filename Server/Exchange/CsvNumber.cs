using System.Globalization;

namespace Hodl.Server.Exchange;

/// <summary>A number as CSV files of many programs spell it.</summary>
internal static class CsvNumber
{
    /// <summary>Whether a field says that there is no number.</summary>
    public static bool IsMissing(string text) => text.Trim().ToUpperInvariant() is "" or "NA" or "N/A" or "#N/A" or "NONE" or "NULL" or "-";

    /// <summary>The number; null when the text is none. Where semicolons part the fields, a comma may part the decimals.</summary>
    public static double? Parse(string text, char delimiter = ',')
    {
        var plain = text.Trim();
        return plain.ToUpperInvariant() switch
        {
            "NAN" or "-NAN" or "+NAN" or "1.#QNAN" or "-1.#IND" or "1.#IND" => double.NaN,
            "INF" or "+INF" or "INFINITY" or "+INFINITY" or "∞" or "1.#INF" => double.PositiveInfinity,
            "-INF" or "-INFINITY" or "-∞" or "-1.#INF" => double.NegativeInfinity,
            _ when double.TryParse(plain, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) => value,
            _ when delimiter == ';' && double.TryParse(plain.Replace(',', '.'), NumberStyles.Float, CultureInfo.InvariantCulture,
                out var value) => value,
            _ => null,
        };
    }
}
