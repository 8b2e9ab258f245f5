using System.Globalization;
using Hodl.Core.Data;
using Hodl.Core.Solvers;
using Hodl.Core.Torch;
using static TorchSharp.torch;

namespace Hodl.Core.Hypergradients;

/// <summary>
/// Makes certificates. The reference g* is the derivative of one of two functions in float64, by methods that no estimator uses
/// (<see cref="GradientReference"/>): φ at the minimizer for methods that aim at it, where one is found, φ_K for all others. It
/// stands on central differences (<see cref="ReferenceCheck"/>), or, at kinks, on forward mode. Then the formula is held against it
/// with everything solved, and so is the vector that the run handed to its optimizer, whose error is taken apart (<see cref="ErrorChain"/>).
/// </summary>
public sealed class Certifier
{
    private const double Rounding = 2.2e-16;
    private const double SameFunction = 0.02;
    private readonly CertifiableProblem certifiable;
    private readonly LearningProblem problem;
    private readonly CertificateOptions options;
    private readonly StepGradient handed;
    private readonly Action restore;
    private readonly string[] names;
    private readonly CancellationToken token;

    private Certifier(CertifiableProblem certifiable, StepGradient handed, CertificateOptions options, Action restore, CancellationToken token)
    {
        (this.handed, this.options, this.restore, this.token) = (handed, options, restore, token);
        this.certifiable = certifiable.Way.Applies(certifiable.Problem) ? certifiable : certifiable with { Way = new ReverseMode() };
        problem = certifiable.Problem;
        names = [.. problem.Method.Omega.named_parameters().Where(pair => pair.Item2.requires_grad).Select(pair => pair.Item1)];
    }

    /// <summary>The type of number that runs with these settings hand over, where it is not that of ω.</summary>
    private string Precision { get; init; } = "";

    /// <summary>What the step trained, where that is not φ_K of the settings; empty elsewhere.</summary>
    private string OtherFunction { get; init; } = "";

    /// <summary>The same step computed in float64; null where the run is, or where Algorithm 1 trains.</summary>
    private StepGradient? Again { get; init; }

    /// <summary>The certificate of a vector on a given problem, whose ω is where the vector was taken.</summary>
    /// <param name="certifiable">The problem and the run's way.</param>
    /// <param name="handed">The vector; null computes what the way gives, in float64.</param>
    /// <param name="options">Thresholds and directions.</param>
    /// <param name="token">Stops it.</param>
    public static Certificate Of(CertifiableProblem certifiable, StepGradient? handed, CertificateOptions options, CancellationToken token)
    {
        ArgumentNullException.ThrowIfNull(certifiable);
        using var scope = NewDisposeScope();
        using var graded = enable_grad();
        using var kept = new OmegaState(certifiable.Problem.Method.Omega);
        using var own = handed is null ? Computed(certifiable, token) : null;
        return new Certifier(certifiable, handed ?? own!, options, kept.Restore, token).Certificate();
    }

    /// <summary>The certificate of a vector that a run handed over.</summary>
    /// <param name="certifiable">The problem, with the run's ω, and the run's way.</param>
    /// <param name="handed">The vector.</param>
    /// <param name="again">The same step computed in float64; null where the run is, or where Algorithm 1 trains.</param>
    /// <param name="otherFunction">What the step trained, where that is not φ_K of the settings; empty elsewhere.</param>
    /// <param name="precision">The type of number that runs with these settings hand over, where it is not that of ω; empty elsewhere.</param>
    /// <param name="options">Thresholds and directions.</param>
    /// <param name="token">Stops it.</param>
    internal static Certificate Of(
        CertifiableProblem certifiable, StepGradient handed, StepGradient? again, string otherFunction, string precision, CertificateOptions options, CancellationToken token)
    {
        using var kept = new OmegaState(certifiable.Problem.Method.Omega);
        var certifier = new Certifier(certifiable, handed, options, kept.Restore, token)
        {
            Again = again,
            OtherFunction = otherFunction,
            Precision = precision,
        };
        return certifier.Certificate() with { Step = handed.Step };
    }

    private static StepGradient Computed(CertifiableProblem certifiable, CancellationToken token)
    {
        var problem = certifiable.Problem;
        var batch = problem.BatchAt(1);
        problem.Method.Settle();
        using var found = certifiable.Way.Compute(problem, batch, certifiable.K, null, token);
        return new(1, [.. found.Gradients.Select(block => block is null ? null : StepGradient.Copy(block))], found.Phi)
        {
            Batch = batch with { Input = StepGradient.Copy(batch.Input), Target = batch.Target is null ? null : StepGradient.Copy(batch.Target) },
            Lower = found.Solve.U.Map(StepGradient.Copy),
        };
    }

    /// <summary>The certificate that nothing could be checked.</summary>
    internal static Certificate None(long step, string reason, CertificateOptions options) => new()
    {
        Step = step,
        Verdict = CertificateVerdict.Undecided,
        Reason = reason,
        Run = RunVerdict.Undecided,
        RunReason = reason,
        Threshold = options.Threshold,
    };

    private Certificate Certificate()
    {
        using var random = new Generator((ulong)options.Seed);
        var batch = Double(handed.Batch) ?? problem.BatchAt(handed.Step);
        var gradient = Directions.Whole(handed.Gradients, problem);
        var type = handed.Gradients.FirstOrDefault(block => block is not null);
        var precision = Precision.Length > 0 ? Precision : type is null ? "float64" : type.dtype.ToString().ToLowerInvariant();
        var certificate = new Certificate
        {
            Step = handed.Step,
            Verdict = CertificateVerdict.Undecided,
            Reason = "",
            Method = certifiable.Own?.Name ?? certifiable.Way.Name,
            Threshold = options.Threshold,
            GradientNorm = Directions.Norm(gradient),
            K = certifiable.K,
            Parameters = gradient.Sum(block => block.numel()),
            Items = certifiable.Items,
            Precision = precision,
            Device = type is { } known ? known.device.ToString() : "cpu",
        };

        // Where a step trains another function, its vector is held against the derivative of that one first.
        var own = Own(batch);
        var reference = Reference(own, batch, out var missing);
        var standing = new ReferenceConfirmation(certifiable, handed, own, options, restore, token).Of(reference, batch, random);
        var (check, confirmed) = (standing.Check, standing.Confirmed);
        certificate = certificate with
        {
            Target = reference.OfMinimizer || (certifiable.Value is not null && handed.Unrolled is null) ? "φ at the minimizer" : "φ_K",
            InnerResidual = reference.Residual,
            ReferenceNorm = reference.Norm,
            Directions = check.Count,
            ReferenceError = check.Own,
            Uncertainty = check.Uncertainty,
        };
        var formula = new FormulaJudgement(certifiable, own, standing, options, token);
        certificate = formula.Into(certificate, handed, restore, missing);
        return new StepJudgement(certifiable, handed, reference, check, confirmed, options, restore, names, token)
        {
            Again = Again,
            OtherFunction = OtherFunction,
        }.Into(certificate, gradient, own, batch, formula, missing, Whole);

        // φ_K of the settings at this step: no run-in, no stage of its own.
        GradientReference? Whole()
        {
            restore();
            if (batch.Alone && batch.Target is { } target && target.shape[1] != batch.Input.shape[1])
            {
                return null; // the stage's batches are of another kind
            }

            try
            {
                return GradientReference.OfSteps(problem, batch with { Alone = false }, certifiable.K, token);
            }
            catch (Exception exception) when (exception is ArgumentException or TorchException)
            {
                return null; // the stage's batches are of another kind
            }
        }
    }

    // The problem of the step: its run-in, settled, is where the K steps start.
    private LearningProblem Own(Batch batch)
    {
        if (handed.RunIn == 0)
        {
            return problem;
        }

        using var ungraded = no_grad();
        problem.Method.Settle();
        var start = InnerLoop.Run(problem.Method.Train(batch), problem.Start(batch), handed.RunIn, residual: false, token: token).U.Detach();
        return problem with { Start = _ => start };
    }

    private GradientReference Reference(LearningProblem own, Batch batch, out string missing)
    {
        missing = "";
        if (certifiable.Value is { } value)
        {
            return GradientReference.OfValue(own, () => value(handed, own.Learned()[0].detach(), token));
        }

        var aims = certifiable.Own is null ? certifiable.Way.TakesMinimizer : handed.Unrolled is null;
        if (aims && !batch.Alone)
        {
            var shape = own.Start(batch)[0].shape;
            var near = handed.Lower!.Map(block => block.to(float64).cpu());
            near = near.Count == 1 ? new(near[0].reshape(shape)) : near;
            if (GradientReference.OfTheMinimizer(own, batch, near, options.MostSeconds, token) is { } found)
            {
                return found;
            }

            missing = string.Create(CultureInfo.InvariantCulture, $"No minimizer was found within {options.MostSeconds:G3} s, so φ_K is what the derivative is of. ");
        }

        restore();
        return GradientReference.OfSteps(own, batch, certifiable.K, token);
    }

    private static Batch? Double(Batch? batch) => batch is null ? null : batch with { Input = Double(batch.Input), Target = batch.Target is null ? null : Double(batch.Target) };

    private static Tensor Double(Tensor value) => (value.dtype switch
    {
        ScalarType.Float32 or ScalarType.BFloat16 or ScalarType.Float16 => value.to(float64),
        ScalarType.ComplexFloat32 => value.to(complex128),
        _ => value.alias(),
    }).cpu();

    internal static double EpsilonOf(string precision) => precision switch
    {
        "float64" => Rounding,
        "bfloat16" => 7.8e-3,
        "float16" => 9.8e-4,
        _ => 1.2e-7,
    };

    internal static bool Same(double phi, double run) => !(Math.Abs(phi - run) > SameFunction * Math.Max(Math.Abs(phi), Math.Abs(run)));
}
