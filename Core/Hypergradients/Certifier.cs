using System.Diagnostics;
using System.Globalization;
using Hodl.Core.Operators;
using Hodl.Core.Runs;
using Hodl.Core.Solvers;
using Hodl.Core.Tasks;
using Hodl.Core.Torch;
using static TorchSharp.torch;

namespace Hodl.Core.Hypergradients;

/// <summary>
/// Makes certificates: the run's hypergradient in float64 against central differences of φ_K with their own uncertainty
/// (<see cref="DirectionalDifference"/>), against forward mode, which shares no code with reverse or implicit methods, and,
/// for information, against the other methods that apply. The first two decide.
/// </summary>
/// <param name="certifiable">The problem with the run's ω in it.</param>
/// <param name="options">Threshold and directions.</param>
public sealed class Certifier(CertifiableProblem certifiable, CertificateOptions options)
{
    private const double Beside = 1e-4;
    private readonly LearningProblem problem = certifiable.Problem;
    private readonly int k = certifiable.K;

    /// <summary>The certificate of a run at its newest ω.</summary>
    /// <param name="task">Its task.</param>
    /// <param name="run">Spec and data folder.</param>
    /// <param name="checkpoint">Where ω stands; null at the start.</param>
    /// <param name="options">Threshold and directions.</param>
    /// <param name="token">Stops it.</param>
    /// <exception cref="ArgumentException">The checkpoint belongs to other settings.</exception>
    public static Certificate Of(ITask task, RunContext run, RunCheckpoint? checkpoint, CertificateOptions options, CancellationToken token)
    {
        using var scope = NewDisposeScope();
        using var graded = enable_grad();
        if ((task as ICertifiable)?.Certifiable(run, token) is not { } certifiable)
        {
            return new()
            {
                Step = checkpoint?.Step ?? 0,
                Verdict = CertificateVerdict.Undecided,
                Reason = task is ICertifiable ? "No hypergradient of this method can be checked: it learns nothing, searches without one, estimates one from minibatches, or unrolls by a way of its own." : "This task has no hypergradient that could be checked.",
                Threshold = options.Threshold,
            };
        }

        using var omega = certifiable.Problem.Method.Omega;
        if (checkpoint is not null)
        {
            TrainingState.RestoreOmega(checkpoint, omega);
        }

        return new Certifier(certifiable, options).At(checkpoint?.Step ?? 0, token);
    }

    /// <summary>
    /// The certificate at the present ω, on the batch of the next outer step. Where φ_K has a kink exactly there, so that no
    /// derivative exists, it is made at a point a little beside, and says so.
    /// </summary>
    public Certificate At(long step, CancellationToken token)
    {
        var began = Stopwatch.GetTimestamp();
        using var scope = NewDisposeScope();
        using var random = new Generator((ulong)options.Seed);
        var batch = Narrow(problem.BatchAt(step + 1));
        var (certificate, kink) = Examine(step, batch, random, token);
        if (certificate.Verdict != CertificateVerdict.Passed && kink > options.Threshold)
        {
            Nudge(random);
            var (beside, _) = Examine(step, batch, random, token);
            certificate = beside with { Reason = string.Create(CultureInfo.InvariantCulture, $"φ_K has a kink at this ω: its one-sided slopes differ by {kink:G2}. At a point {Beside:G1} beside it: {beside.Reason}") };
        }

        return certificate with { Seconds = Stopwatch.GetElapsedTime(began).TotalSeconds };
    }

    private (Certificate Certificate, double Kink) Examine(long step, Batch batch, Generator random, CancellationToken token)
    {
        var way = certifiable.Way.Applies(problem) ? certifiable.Way : new ReverseMode();
        problem.Method.Settle();
        using var own = way.Compute(problem, batch, k, null, token);
        var gradient = Directions.Whole(own, problem);
        var directions = Directions.Of(gradient, options, random);
        var slopes = Directions.Along(gradient, directions);
        var certificate = new Certificate
        {
            Step = step,
            Verdict = CertificateVerdict.Undecided,
            Reason = "",
            Method = way.Name,
            Threshold = options.Threshold,
            GradientNorm = Directions.Norm(gradient),
            K = k,
            InnerResidual = own.Solve.Residual,
            LinearResidual = own.Cost.LinearResidual,
            Parameters = gradient.Sum(block => block.numel()),
            Directions = directions.Count,
            Items = certifiable.Items,
            Warnings = own.Cost.Warnings,
        };
        if (!slopes.All(double.IsFinite))
        {
            return (certificate with { Verdict = CertificateVerdict.Failed, Reason = "The hypergradient is NaN or infinite.", RelativeError = double.NaN, Cosine = double.NaN }, 0);
        }

        var (difference, kink) = Difference(batch, directions, slopes, token);
        var (forward, pushed) = Forward(batch, directions, slopes, token);
        if (Vanishes(slopes, own.Phi) && Vanishes(pushed, own.Phi))
        {
            return (certificate with
            {
                Reason = string.Create(CultureInfo.InvariantCulture, $"The hypergradient is zero to rounding at this ω ({Directions.Norm(gradient):G2} where φ_K = {own.Phi:G2}), a stationary point: nothing is left to compare."),
                RelativeError = double.NaN,
                Cosine = double.NaN,
            }, 0);
        }

        certificate = certificate with
        {
            RelativeError = difference.RelativeError,
            Cosine = difference.Cosine,
            Uncertainty = difference.Uncertainty ?? 0,
            Comparisons = [difference, forward, .. Others(batch, gradient, way, own, token)],
        };
        return (Judged(certificate, difference, forward, () => new ErrorCause(certifiable, options).Of(way, batch, forward.RelativeError, own.Solve.Residual, token)), kink);
    }

    // Sums of terms about as large as φ_K that cancel leave no more than this.
    private static bool Vanishes(double[] slopes, double phi) => slopes.All(slope => Math.Abs(slope) <= 1e-12 * Math.Abs(phi));

    private void Nudge(Generator random)
    {
        using var ungraded = no_grad();
        foreach (var parameter in problem.Learned())
        {
            parameter.add_(randn(parameter.shape, dtype: float64, generator: random), Beside);
        }
    }

    private Certificate Judged(Certificate certificate, CertificateComparison difference, CertificateComparison forward, Func<string> cause)
    {
        static string Say(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
        var (byDifference, byForward) = (difference.RelativeError <= options.Threshold, forward.RelativeError <= options.Threshold);
        return (byDifference, byForward) switch
        {
            (true, true) => certificate with
            {
                Verdict = CertificateVerdict.Passed,
                Reason = Say($"Agrees with central differences to {difference.RelativeError:G2} and with forward mode to {forward.RelativeError:G2}."),
            },
            (false, true) when !(difference.Uncertainty < difference.RelativeError / 4) => certificate with
            {
                Reason = Say($"The differences cannot tell: they are uncertain to {difference.Uncertainty:G2} here (kinks or rounding). Forward mode agrees to {forward.RelativeError:G2}."),
            },
            (false, true) => certificate with
            {
                Verdict = CertificateVerdict.Failed,
                Reason = Say($"Disagrees with central differences by {difference.RelativeError:G2}, though forward mode agrees to {forward.RelativeError:G2}: φ_K depends on ω in a way that its graph does not show."),
            },
            _ => certificate with { Verdict = CertificateVerdict.Failed, Reason = cause() },
        };
    }

    private (CertificateComparison Comparison, double Kink) Difference(Batch batch, IReadOnlyList<Tensor[]> directions, double[] slopes, CancellationToken token)
    {
        var began = Stopwatch.GetTimestamp();
        var found = directions.Select(direction => DirectionalDifference.Along(problem, batch, k, direction, token)).ToArray();
        static double Norm(IEnumerable<double> x) => Math.Sqrt(x.Sum(value => value * value));
        double[] values = [.. found.Select(slope => slope.Value)];
        var agreement = Agreement.Of(slopes, values);
        var size = Norm(values);
        var comparison = new CertificateComparison("central differences", agreement.RelativeError, agreement.Cosine, Counts: true)
        {
            Uncertainty = size == 0 ? 0 : Norm(found.Select(slope => slope.Uncertainty)) / size,
            Seconds = Stopwatch.GetElapsedTime(began).TotalSeconds,
        };
        return (comparison, size == 0 ? 0 : Norm(found.Select(slope => slope.Kink)) / size);
    }

    private (CertificateComparison Comparison, double[] Slopes) Forward(Batch batch, IReadOnlyList<Tensor[]> directions, double[] slopes, CancellationToken token)
    {
        using var memory = new PeakMemory();
        var meter = Meter.Start();
        problem.Method.Settle();
        var pushed = ForwardMode.Along(problem, batch, k, directions, token);
        var agreement = Agreement.Of(slopes, pushed);
        var cost = meter.Of(new());
        var comparison = new CertificateComparison("forward mode", agreement.RelativeError, agreement.Cosine, Counts: true)
        {
            JacobianVectorProducts = k * directions.Count,
            Seconds = cost.Seconds,
            PeakBytes = cost.PeakBytes,
        };
        return (comparison, pushed);
    }

    private IEnumerable<CertificateComparison> Others(Batch batch, Tensor[] gradient, IHypergradient way, Hypergradient own, CancellationToken token)
    {
        var unknowns = own.Solve.U.Blocks.Sum(block => block.numel());
        List<IHypergradient> others = [new ReverseMode(), new ConjugateGradient(new() { Steps = 200, Tolerance = 1e-12 })];
        if (unknowns <= options.MostUnknowns)
        {
            others.Add(new ExactSolve(new() { MostUnknowns = options.MostUnknowns }));
        }

        foreach (var other in others.Where(other => other.Applies(problem) && other.Name != way.Name))
        {
            using var scope = NewDisposeScope();
            problem.Method.Settle();
            using var memory = new PeakMemory();
            using var found = other.Compute(problem, batch, k, null, token);
            var whole = Directions.Whole(found, problem);
            var agreement = Agreement.Of(Flat(gradient), Flat(whole));
            yield return new(other.Name, agreement.RelativeError, agreement.Cosine, Counts: false)
            {
                LinearResidual = found.Cost.LinearResidual,
                VectorJacobianProducts = found.Cost.VectorJacobianProducts,
                JacobianVectorProducts = found.Cost.JacobianVectorProducts,
                Seconds = found.Cost.Seconds,
                PeakBytes = found.Cost.PeakBytes,
                Note = !other.TakesMinimizer || agreement.RelativeError <= options.Threshold ? ""
                    : found.Solve.Residual > options.Threshold
                    ? string.Create(CultureInfo.InvariantCulture, $"It takes u^K for a fixed point; after K = {k} steps the residual is {found.Solve.Residual:G2}.")
                    : found.Cost.LinearResidual > options.Threshold
                    ? string.Create(CultureInfo.InvariantCulture, $"Its linear equation is not solved: relative residual {found.Cost.LinearResidual:G2}.")
                    : "",
            };
        }
    }

    private static double[] Flat(IEnumerable<Tensor> x) => [.. x.SelectMany(block => block.detach().contiguous().flatten().data<double>().ToArray())];

    private Batch Narrow(Batch batch) => certifiable.Items == 0 || certifiable.Items >= batch.Items
        ? batch
        : batch with { Input = batch.Input.narrow(0, 0, certifiable.Items), Target = batch.Target?.narrow(0, 0, certifiable.Items) };
}
