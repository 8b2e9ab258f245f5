using System.Globalization;
using Hodl.Core.Data;
using Hodl.Core.Solvers;
using static TorchSharp.torch;

namespace Hodl.Core.Hypergradients;

/// <summary>The verdict on the vector that a run handed to its optimizer, in words and numbers.</summary>
internal sealed class StepJudgement(
    CertifiableProblem certifiable, StepGradient handed, GradientReference reference, ReferenceCheck check, Confirmation confirmed, CertificateOptions options,
    Action restore, string[] names, CancellationToken token)
{
    /// <summary>The same step in float64; null where that is what the run computes in.</summary>
    public StepGradient? Again { get; init; }

    /// <summary>What the step trained, where that is not φ_K of the settings; empty elsewhere.</summary>
    public string OtherFunction { get; init; } = "";

    /// <summary>The certificate with this run's verdict.</summary>
    /// <param name="certificate">The formula's.</param>
    /// <param name="gradient">The run's vector in float64.</param>
    /// <param name="problem">The problem of the step.</param>
    /// <param name="batch">Its batch.</param>
    /// <param name="formula">What was found of the formula.</param>
    /// <param name="missing">Why φ_K is the reference of a method that aims at the minimizer; empty elsewhere.</param>
    /// <param name="whole">The derivative of φ_K of the settings at this step, where that is another one; null where there is none.</param>
    public Certificate Into(
        Certificate certificate, Tensor[] gradient, LearningProblem problem, Batch batch, FormulaJudgement formula, string missing, Func<GradientReference?> whole)
    {
        var norm = Directions.Norm(gradient);
        if (reference.Norm <= 1e-12 * Math.Abs(reference.Phi) && norm <= Math.Max(1e-12, 4 * Certifier.EpsilonOf(certificate.Precision)) * Math.Abs(reference.Phi))
        {
            return certificate with { Run = RunVerdict.Exact, RunReason = "A stationary point: the derivative and the run's vector are both zero to rounding." };
        }

        var judged = new RunJudgement(gradient, reference.Vector, names, Certifier.EpsilonOf(certificate.Precision), options);
        certificate = certificate with
        {
            RunError = Known(judged.Error),
            RunCosine = Known(judged.Cosine),
            RunNormRatio = Known(judged.NormRatio),
            Tensors = judged.Tensors,
        };
        if (!double.IsFinite(norm) || norm == 0)
        {
            return Say(certificate, judged.Verdict(0));
        }

        // A right reverse mode that is accurate can only err by rounding and by the estimates of norms: those two are not told apart.
        var plain = certifiable.Own is null && certifiable.Way.IsReverseMode && !formula.IsFaulty && judged.Worst <= options.Accurate;
        var (causes, phi, again) = plain ? ([new($"rounding and estimated norms ({certificate.Precision})", judged.Error, 0)], reference.Phi, null) : Causes(certificate, gradient, problem, batch);
        certificate = certificate with { Causes = causes };
        if (again is not null && certificate.Precision != "float64")
        {
            judged = new RunJudgement(gradient, reference.Vector, names, Certifier.EpsilonOf(certificate.Precision), options, again);
            certificate = certificate with { Tensors = judged.Tensors };
        }

        if (double.IsFinite(phi) && !Certifier.Same(phi, handed.Phi) && certificate.Precision != "bfloat16")
        {
            return certificate with
            {
                Run = RunVerdict.Undecided,
                RunReason = string.Create(CultureInfo.InvariantCulture, $"The run saw φ = {handed.Phi:G6}, its problem built again in float64 gives {phi:G6}: they are not the same problem."),
            };
        }

        if (formula.IsFaulty)
        {
            return Say(certificate, (RunVerdict.Wrong, formula.Fault));
        }

        if (confirmed == Confirmation.Uncertain && check.Uncertainty > 1)
        {
            return certificate with { Run = RunVerdict.Undecided, RunReason = string.Create(CultureInfo.InvariantCulture, $"The reference cannot be confirmed: differences are uncertain to {check.Uncertainty:G2}.") };
        }

        var resolution = confirmed == Confirmation.Uncertain ? Math.Max(check.Uncertainty, check.Own) : 0;
        if (handed.Draws.Count > 0)
        {
            return Stochastic(certificate, gradient, missing);
        }

        var (verdict, why) = judged.Verdict(resolution);
        if (OtherFunction.Length > 0 && verdict != RunVerdict.Wrong)
        {
            (certificate, verdict) = Elsewhere(certificate, gradient, verdict, whole());
        }

        return Say(certificate, (verdict, missing + why));
    }

    private (IReadOnlyList<ErrorShare> Causes, double Phi, Tensor[]? Again) Causes(Certificate certificate, Tensor[] vector, LearningProblem problem, Batch batch)
    {
        var chain = new ErrorChain(certifiable, handed, reference, restore, options.MostSeconds);
        if (certifiable.Own is not null)
        {
            Tensor[]? again = Again is { } step ? [step.Gradients[0]!.to(float64).cpu().reshape(vector[0].shape)] : null;
            return (chain.OfUpper(vector, again, problem, batch, certificate.Precision, token), double.NaN, null);
        }

        var causes = chain.OfTraining(vector, problem, batch, certifiable.K, certificate.Precision, token);
        return (causes, chain.Phi, chain.Again);
    }

    // Of one draw nothing can be said but its scatter: the estimator is judged by the mean.
    private Certificate Stochastic(Certificate certificate, Tensor[] vector, string missing)
    {
        using var scope = NewDisposeScope();
        var mean = new ErrorChain(certifiable, handed, reference, restore, options.MostSeconds).Mean(vector);
        var all = stack([.. handed.Draws.Select(draw => draw.to(float64).cpu().reshape(vector[0].shape)).Append(vector[0])], 0);
        var n = all.shape[0];
        var error = Math.Sqrt((all - mean[0]).square().sum().item<double>() / (n * (n - 1.0))) / reference.Norm;
        var bias = Directions.Distance(mean, reference.Vector) / reference.Norm;
        var along = Directions.Dot(mean, reference.Vector) / (reference.Norm * reference.Norm);
        certificate = certificate with { Draws = (int)n, Bias = bias, StandardError = error };
        FormattableString text = $"Mean of {n} draws: bias {bias:G3}, standard error {error:G3}; cosine of the mean {along * reference.Norm / Directions.Norm(mean):G3}.";
        var words = text.ToString(CultureInfo.InvariantCulture);
        var verdict = along > 2 * error ? Math.Max(bias, certificate.RunError ?? double.NaN) is var worst && worst <= options.Threshold ? RunVerdict.Exact
            : worst <= options.Accurate ? RunVerdict.Accurate : RunVerdict.Approximate
            : along < -2 * error ? RunVerdict.Wrong
            : RunVerdict.Undecided;
        return Say(certificate, (verdict, missing + words + (verdict == RunVerdict.Undecided ? " Too much scatter to tell whether it points uphill." : "")));
    }

    private (Certificate Certificate, RunVerdict Verdict) Elsewhere(Certificate certificate, Tensor[] vector, RunVerdict verdict, GradientReference? whole)
    {
        certificate = certificate with { OtherFunction = handed.RunIn > 0 ? $"{OtherFunction}; here {handed.RunIn} steps" : OtherFunction };
        if (whole is null)
        {
            return (certificate, RunVerdict.Approximate);
        }

        var settings = new RunJudgement(vector, whole.Vector, names, Certifier.EpsilonOf(certificate.Precision), options);
        var size = Directions.Distance(reference.Vector, whole.Vector) / whole.Norm;
        return (certificate with
        {
            RunError = Known(settings.Error),
            RunCosine = Known(settings.Cosine),
            RunNormRatio = Known(settings.NormRatio),
            ReferenceNorm = whole.Norm,
            Tensors = settings.Tensors,
            Causes = [.. certificate.Causes, new("other function on this step", size, 0)],
        }, settings.Worst <= options.Accurate ? verdict : RunVerdict.Approximate);
    }

    private Certificate Say(Certificate certificate, (RunVerdict Verdict, string Why) found)
    {
        static string Words(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
        var numbers = certificate.RunError is { } error
            ? Words($"Relative error {error:G3}") + (certificate.RunCosine is { } cosine ? Words($", cosine {cosine:G5}, norm ratio {certificate.RunNormRatio:G4}.") : ".")
            : "";
        var causes = certificate.Causes.Where(cause => cause.Size > 1e-6).OrderByDescending(cause => cause.Size).Take(3).ToArray();
        var because = causes.Length == 0 || found.Verdict == RunVerdict.Exact ? "" : " Causes: " + string.Join("; ", causes.Select(cause => Words($"{cause.Cause} {cause.Size:G3}"))) + ".";
        var other = certificate.OtherFunction.Length == 0 ? "" : $" On this step the run trained another function than φ_K ({certificate.OtherFunction}).";
        var furthest = certificate.Tensors.Where(tensor => tensor.RelativeError > 2 * certificate.RunError).MaxBy(tensor => tensor.RelativeError);
        var worst = furthest is null || found.Verdict == RunVerdict.Exact ? "" : Words($" Furthest off: {furthest.Name}, by {furthest.RelativeError:G3}.");
        var clipped = handed.Clipping == 1 ? "" : Words($" The run then clipped it to {handed.Clipping:G3} of its length; its direction stays.");
        return certificate with { Run = found.Verdict, RunReason = string.Join(" ", new[] { found.Why.Trim(), numbers }.Where(part => part.Length > 0)) + worst + because + clipped + other };
    }

    private static double? Known(double value) => double.IsFinite(value) ? value : null;
}
