namespace Hodl.Core.Search;

/// <summary>
/// h(z) = φ(z) + zΦ(z), the expected improvement of a normal variable in units of its deviation, z the improvement of its mean in
/// the same unit. Below −1 the sum cancels; there h = φ(z)·C/(x + C) with x = −z and Mills' ratio Φ(−x)/φ(x) = 1/(x + C),
/// C = 1/(x + 2/(x + 3/(x + …))) (Laplace), so that h and log h keep their digits however far out z lies. Source of log h as an
/// acquisition function: Ament et al. 2023.
/// </summary>
public static class Improvement
{
    private const int Terms = 400;  // of the fraction; at x = 1 they leave less than 1e-17
    private static readonly double LogRoot = Math.Log(2 * Math.PI) / 2;

    /// <summary>h(z) ≥ 0; below −38 it is less than the least double, and 0.</summary>
    public static double Of(double z) => z < -1 ? Math.Exp(Log(z)) : Density(z) + (z * Normal(z));

    /// <summary>log h(z).</summary>
    public static double Log(double z)
    {
        if (!(z < -1))
        {
            return Math.Log(Of(z));
        }

        var c = Fraction(-z);
        return (-z * z / 2) - LogRoot + Math.Log(c / (c - z));
    }

    private static double Density(double z) => Math.Exp((-z * z / 2) - LogRoot);

    // Φ(z) for z ≥ −1: a series of positive terms about 0, beyond it one less the tail.
    private static double Normal(double z)
    {
        if (z > 1)
        {
            return 1 - (Density(z) / (z + Fraction(z)));
        }

        var (term, sum) = (z, z);
        for (var k = 3; Math.Abs(term) > 1e-18; k += 2)
        {
            term *= z * z / k;
            sum += term;
        }

        return 0.5 + (Density(z) * sum);
    }

    // C.
    private static double Fraction(double x)
    {
        var tail = x;
        for (var k = Terms; k > 1; k--)
        {
            tail = x + (k / tail);
        }

        return 1 / tail;
    }
}
