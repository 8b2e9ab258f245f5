using System.Diagnostics;
using System.Globalization;
using Hodl.Core.Solvers;
using static TorchSharp.torch;

namespace Hodl.Core.Hypergradients;

/// <summary>Whether an estimator's formula, with everything solved as far as float64 allows, gives the derivative that the reference is.</summary>
internal sealed class FormulaJudgement(
    CertifiableProblem certifiable, LearningProblem problem, Standing standing, CertificateOptions options, CancellationToken token)
{
    private readonly GradientReference reference = standing.Reference;
    private readonly ReferenceCheck check = standing.Check;
    private readonly Confirmation confirmed = standing.Confirmed;

    /// <summary>Whether the formula is wrong and does not say so of itself.</summary>
    public bool IsFaulty { get; private set; }

    /// <summary>Why, in a sentence.</summary>
    public string Fault { get; private set; } = "";

    /// <summary>The certificate with the formula's verdict and comparisons.</summary>
    public Certificate Into(Certificate certificate, StepGradient handed, Action restore, string missing)
    {
        var began = Stopwatch.GetTimestamp();
        restore();
        problem.Method.Settle();
        var solved = Solved(handed, out var products);
        var seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
        restore();
        problem.Method.Settle();
        if (reference.Norm <= 1e-12 * Math.Abs(reference.Phi))
        {
            return certificate with
            {
                Reason = Say($"The derivative is zero to rounding at this ω ({reference.Norm:G2} where φ = {reference.Phi:G2}), a stationary point: nothing is left to compare."),
                RelativeError = double.NaN,
                Cosine = double.NaN,
            };
        }

        if (solved is null)
        {
            return certificate with { Reason = missing + certifiable.Own?.Limit, RelativeError = double.NaN, Cosine = double.NaN };
        }

        var byVector = Directions.Distance(solved, reference.Vector) / reference.Norm;
        var cosine = Directions.Dot(solved, reference.Vector) / (Directions.Norm(solved) * reference.Norm);
        certificate = certificate with
        {
            RelativeError = byVector,
            Cosine = cosine,
            Comparisons =
            [
                new("central differences, of the reference", check.Own, check.OwnCosine, Counts: true) { Uncertainty = check.Uncertainty },
                new(certifiable.Value is not null ? "differences along each number" : reference.OfMinimizer ? "minimizer by Newton's method, adjoint by conjugate residuals or GMRES" : "segment by segment, in reverse", byVector, cosine, Counts: true)
                {
                    VectorJacobianProducts = products,
                    Seconds = seconds,
                },
            ],
        };
        var target = certificate.Target != "φ_K" ? "of φ at the minimizer" : Say($"of φ_K, K = {certifiable.K}");
        var agrees = byVector <= Math.Max(options.Threshold, confirmed == Confirmation.Uncertain ? 4 * check.Uncertainty : 0);
        var stands = confirmed switch
        {
            Confirmation.Beside => Say($" φ has a kink at this ω (its one-sided slopes differ by {check.Kink:G2}); differences confirm the derivative at a point beside it."),
            Confirmation.Forward => Say($" Differences are uncertain to {check.Uncertainty:G2} here (kinks or rounding); forward mode agrees to {standing.Forward:G2}."),
            Confirmation.Uncertain => Say($" Differences are uncertain to {check.Uncertainty:G2} here."),
            Confirmation.Contradicted => "",
            _ => Say($" Central differences agree to {check.Own:G2}."),
        };
        if (confirmed == Confirmation.Contradicted)
        {
            IsFaulty = true;
            Fault = Say($"Central differences disagree by {check.Own:G2} (uncertain to {check.Uncertainty:G2}): φ depends on ω in a way that its graph does not show.");
            return certificate with { Verdict = CertificateVerdict.Failed, Reason = missing + Fault };
        }

        if (agrees)
        {
            return certificate with
            {
                Verdict = confirmed == Confirmation.Uncertain && check.Uncertainty > options.Accurate ? CertificateVerdict.Undecided : CertificateVerdict.Passed,
                Reason = missing + Say($"Solved to the end it gives the derivative {target}, to {byVector:G2}.") + stands,
            };
        }

        var declared = Declared(certifiable, reference);
        IsFaulty = declared.Length == 0;
        Fault = IsFaulty ? Say($"The formula is off by {byVector:G2}, and nothing that it approximates explains it.") : "";
        return certificate with
        {
            Verdict = CertificateVerdict.Failed,
            Reason = missing + (IsFaulty ? Fault : Say($"The method's own approximation is the cause: {declared} is off by {byVector:G2} from the derivative {target}, cosine {cosine:G3}.")) + stands,
        };
    }

    // What the method says of itself; empty where it makes no approximation that could explain an error.
    private static string Declared(CertifiableProblem certifiable, GradientReference reference) =>
        certifiable.Own is { } own ? (own.IsBiased ? own.Linear : "")
        : Unwrapped(certifiable.Way) switch
        {
            ReverseMode { Last: { } steps } => $"reverse mode through the last {steps} steps",
            OneStep => "the one-step formula",
            ImplicitGradient { Options.Ridge: > 0 } way => $"{way.Name} with a ridge",
            ImplicitGradient way when !reference.OfMinimizer => $"{way.Name} at u^K, which is no minimizer,",
            _ => "",
        };

    private static IHypergradient Unwrapped(IHypergradient way) => way is WarmStarted warm ? warm.Cold : way;

    private Tensor[]? Solved(StepGradient handed, out int products)
    {
        products = 0;
        if (certifiable.Own is { } own)
        {
            var upper = handed.Upper!.to(float64).cpu();
            var lower = reference.Minimizer is { } minimizer ? minimizer[0] : handed.LowerStart!.to(float64).cpu();
            return reference.OfMinimizer || handed.Unrolled is not null || certifiable.Value is not null
                ? own.Gradient(upper, lower, handed.Unrolled, handed.LowerRate, token) is { } gradient ? [gradient.reshape(upper.shape)] : null
                : null;
        }

        var way = Unwrapped(certifiable.Way);
        var (start, k) = (problem, certifiable.K);
        if (reference.Minimizer is { } u)
        {
            // Ridge stays: it makes the equation another one. Everything else is solved.
            way = way switch
            {
                OneStep => way,
                ImplicitGradient { Options.Ridge: var ridge } when ridge > 0 => new ConjugateGradient(new() { Steps = 4000, Tolerance = 1e-13, Ridge = ridge }),
                _ => way.Refined(),
            };
            (start, k) = (problem with { Start = _ => u }, 0);
        }
        else if (way is ImplicitGradient and not OneStep)
        {
            way = way.Refined();
        }

        using var found = way.Compute(start, standing.Batch, k, null, token);
        products = found.Cost.VectorJacobianProducts;
        return Directions.Whole(found, problem);
    }

    private static string Say(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
