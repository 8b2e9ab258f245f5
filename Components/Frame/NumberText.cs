using System.Globalization;

namespace Hodl.Components.Frame;

/// <summary>Numbers as people read them.</summary>
public static class NumberText
{
    /// <summary>Four significant digits, scientific outside 1e-3 … 1e6, true minus signs, NaN and ±∞ by name.</summary>
    public static string Compact(double value)
    {
        if (double.IsNaN(value))
        {
            return "NaN";
        }

        if (double.IsInfinity(value))
        {
            return value > 0 ? "∞" : "−∞";
        }

        var size = Math.Abs(value);
        var text = size == 0 ? "0"
            : size is < 1e-3 or >= 1e6 ? Scientific(size)
            : size.ToString(size >= 1000 ? "0" : size >= 100 ? "0.0" : size >= 10 ? "0.00" : size >= 1 ? "0.000" : "0.0000", CultureInfo.InvariantCulture);
        return value < 0 ? "−" + text : text;
    }

    /// <summary>A whole number with thin spaces between thousands.</summary>
    public static string Whole(long value) =>
        value.ToString("#,0", CultureInfo.InvariantCulture).Replace(",", "\u202f", StringComparison.Ordinal).Replace("-", "−", StringComparison.Ordinal);

    /// <summary>Fixed digits after the point, so that a column aligns.</summary>
    public static string Fixed(double value, int digits) =>
        !double.IsFinite(value) ? Compact(value) : value.ToString("F" + digits.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture).Replace("-", "−", StringComparison.Ordinal);

    private static string Scientific(double size)
    {
        var exponent = (int)Math.Floor(Math.Log10(size));
        var mantissa = Math.Round(size / Math.Pow(10, exponent), 2);
        if (mantissa >= 10)
        {
            (mantissa, exponent) = (1, exponent + 1);
        }

        return string.Create(CultureInfo.InvariantCulture, $"{mantissa:0.00}e{(exponent < 0 ? "−" : "")}{Math.Abs(exponent)}");
    }
}
