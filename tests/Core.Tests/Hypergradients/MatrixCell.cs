using Hodl.Core.Hypergradients;
using Hodl.Core.Runs;

namespace Hodl.Core.Tests.Hypergradients;

/// <summary>One question to the certificate: a task, a method, and what was degraded.</summary>
/// <param name="Task">Task id.</param>
/// <param name="Method">Method id.</param>
/// <param name="Sabotage">In words.</param>
/// <param name="Settings">With the sabotage in them.</param>
/// <param name="Steps">Outer steps that are taken before.</param>
public sealed record MatrixCell(string Task, string Method, string Sabotage, TaskSettings Settings, int Steps = 0)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Task} {Method}, {Sabotage}";
}

/// <summary>What came out, beside the error that was computed without the certifier.</summary>
/// <param name="Cell">The question.</param>
/// <param name="Certificate">The answer.</param>
/// <param name="Truth">The error of the run's vector over all of ω and of its worst tensor, with the sign of what is worst.</param>
public sealed record MatrixAnswer(string Cell, Certificate Certificate, VectorTruth Truth)
{
    private const double Slack = 1.25;

    /// <summary>What is wrong with the verdict; empty when nothing is.</summary>
    public string Fault()
    {
        var (verdict, error) = (Certificate.Run, Truth.Worst);
        return verdict switch
        {
            RunVerdict.Exact when error > Slack * 1e-5 => $"exact, though the error is {error:G3}",
            RunVerdict.Accurate when error > Slack * 1e-2 => $"accurate, though the error is {error:G3}",
            RunVerdict.Accurate when error < 1e-5 / Slack => $"accurate, though the error is {error:G3}",
            RunVerdict.Approximate when error < 1e-2 / Slack && Certificate.Draws == 0 => $"approximate, though the error is {error:G3}",
            RunVerdict.Wrong when error < 1e-2 || !(Truth.Turned || Certificate.Draws > 0) => $"wrong, though the error is {error:G3}, cosine {Truth.Cosine:G3}: {Certificate.RunReason}",
            RunVerdict.Exact or RunVerdict.Accurate or RunVerdict.Approximate when Truth.Turned && Certificate.Draws == 0 && Certificate.OtherFunction == "" => $"{verdict}, though a sign is wrong, {Truth.Cosine:G3}",
            RunVerdict.Undecided when Certificate.Draws > 0 && Certificate.StandardError > 0.1 => "", // more scatter than the draws average out
            RunVerdict.Undecided => $"undecided: {Certificate.RunReason}",
            RunVerdict.FormulaOnly => "not asked",
            _ => "",
        };
    }
}

/// <summary>The error of a vector that was computed without the certifier.</summary>
/// <param name="Error">Over all of ω.</param>
/// <param name="Cosine">Over all of ω.</param>
/// <param name="Worst">The largest over all of ω and each tensor.</param>
/// <param name="Turned">Whether it is no ascent direction, zero or NaN, over all of ω or in a tensor, or has a part that no graph shows.</param>
public sealed record VectorTruth(double Error, double Cosine, double Worst, bool Turned);
