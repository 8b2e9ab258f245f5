using System.Diagnostics;
using Hodl.Core.Tests.Hypergradients;

namespace Hodl.Benchmarks;

/// <summary>The whole matrix of certificates, or the cells whose name contains what CELLS says: counts of verdicts, faults by name, seconds.</summary>
internal static class Certificates
{
    public static void RunMatrix()
    {
        var began = Stopwatch.GetTimestamp();
        var answers = new List<MatrixAnswer>();
        var wanted = Environment.GetEnvironmentVariable("CELLS") ?? "";
        foreach (var cell in CertificateMatrix.Part().Concat(CertificateMatrix.Rest()).Where(cell => $"{cell}".Contains(wanted, StringComparison.Ordinal)))
        {
            var answer = CertificateMatrix.Answer(cell, default);
            answers.Add(answer);
            var fault = answer.Fault();
            Console.WriteLine(FormattableString.Invariant(
                $"{(fault == "" ? "  " : "! ")}{answer.Cell,-75} {answer.Certificate.Run,-12} says {answer.Certificate.RunError,9:G3}  is {answer.Truth.Error,9:G3}, worst tensor {answer.Truth.Worst,9:G3}  {answer.Certificate.Seconds,5:F1} s  {fault}"));
        }

        var verdicts = string.Join(", ", answers.GroupBy(answer => answer.Certificate.Run).OrderBy(group => group.Key).Select(group => $"{group.Key}: {group.Count()}"));
        Console.WriteLine(FormattableString.Invariant(
            $"{answers.Count} cells. {verdicts}. Faults: {answers.Count(answer => answer.Fault() != "")}. {Stopwatch.GetElapsedTime(began).TotalSeconds:F0} s."));
    }
}
