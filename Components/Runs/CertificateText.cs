using System.Globalization;
using Hodl.Core.Hypergradients;

namespace Hodl.Components.Runs;

/// <summary>The two answers of a certificate in words.</summary>
public static class CertificateText
{
    /// <summary>This run's verdict, such as <c>Accurate</c>.</summary>
    public static string Run(Certificate certificate) => certificate.Run switch
    {
        RunVerdict.FormulaOnly => "Formula only",
        var verdict => verdict.ToString(),
    };

    /// <summary>The formula's verdict, such as <c>formula holds</c>.</summary>
    public static string Formula(Certificate certificate) => certificate.Verdict switch
    {
        CertificateVerdict.Passed => "formula holds",
        CertificateVerdict.Failed => "formula off",
        _ => "formula undecided",
    };

    /// <summary>The error of the run's vector, two digits; empty where it is not known.</summary>
    public static string Error(Certificate certificate) => certificate.RunError is { } error ? Number(error) : "";

    /// <summary>Two digits; a dash where there is none.</summary>
    public static string Number(double? value) => value is { } number ? number.ToString("G2", CultureInfo.InvariantCulture) : "–";

    /// <summary>The better the smaller: what a list sorts by.</summary>
    public static int Rank(Certificate certificate) => certificate.Run switch
    {
        RunVerdict.Exact => 0,
        RunVerdict.Accurate => 1,
        RunVerdict.Approximate => 2,
        RunVerdict.Wrong => 5,
        RunVerdict.Undecided => 4,
        _ => 3,
    };
}
