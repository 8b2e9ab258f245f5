namespace Hodl.Core.Metrics;

/// <summary>Student's t distribution.</summary>
public static class StudentT
{
    private const double Tiny = 1e-300;

    /// <summary>P(|T| ≥ |t|) for ν degrees of freedom: I_x(ν/2, 1/2) at x = ν/(ν + t²), the regularised incomplete beta function.</summary>
    /// <param name="t">Any number.</param>
    /// <param name="degrees">ν ≥ 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">ν is below 1.</exception>
    public static double TwoSided(double t, int degrees)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(degrees, 1);
        return double.IsInfinity(t) ? 0 : IncompleteBeta(degrees / 2.0, 0.5, degrees / (degrees + (t * t)));
    }

    /// <summary>I_x(a, b), by Lentz's evaluation of its continued fraction (DLMF 8.17.22); a relative 1e-13.</summary>
    public static double IncompleteBeta(double a, double b, double x)
    {
        if (x is <= 0 or >= 1)
        {
            return x <= 0 ? 0 : 1;
        }

        var front = Math.Exp(LogGamma(a + b) - LogGamma(a) - LogGamma(b) + (a * Math.Log(x)) + (b * Math.Log(1 - x)));
        return x < (a + 1) / (a + b + 2) ? front * Fraction(a, b, x) / a : 1 - (front * Fraction(b, a, 1 - x) / b);
    }

    private static double Fraction(double a, double b, double x)
    {
        double c = 1, d = Inverse(1 - ((a + b) * x / (a + 1))), value = d;
        for (var m = 1; m < 1000; m++)
        {
            Step(m * (b - m) * x / ((a + (2 * m) - 1) * (a + (2 * m))));
            var change = Step(-(a + m) * (a + b + m) * x / ((a + (2 * m)) * (a + (2 * m) + 1)));
            if (Math.Abs(change - 1) < 1e-15)
            {
                break;
            }
        }

        return value;

        double Step(double numerator)
        {
            d = Inverse(1 + (numerator * d));
            c = 1 + (numerator / c);
            c = Math.Abs(c) < Tiny ? Tiny : c;
            value *= d * c;
            return d * c;
        }
    }

    private static double Inverse(double value) => 1 / (Math.Abs(value) < Tiny ? Tiny : value);

    // Lanczos, g = 7, nine terms.
    private static double LogGamma(double x)
    {
        ReadOnlySpan<double> terms =
        [
            0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059,
            12.507343278686905, -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7,
        ];
        var sum = terms[0];
        for (var i = 1; i < terms.Length; i++)
        {
            sum += terms[i] / (x - 1 + i);
        }

        var t = x + 6.5;
        return (0.5 * Math.Log(2 * Math.PI)) + ((x - 0.5) * Math.Log(t)) - t + Math.Log(sum);
    }
}
