using Hodl.Core.Data;
using Hodl.Core.Solvers;
using static TorchSharp.torch;

namespace Hodl.Core.Hypergradients;

/// <summary>What a reference stands on.</summary>
/// <param name="Check">The differences.</param>
/// <param name="Confirmed">What they say.</param>
/// <param name="Reference">What was confirmed: the reference, or the same on fewer items of its batch.</param>
/// <param name="Batch">The batch of that.</param>
/// <param name="Forward">How far forward mode agrees, where it was asked; NaN elsewhere.</param>
internal sealed record Standing(ReferenceCheck Check, Confirmation Confirmed, GradientReference Reference, Batch Batch, double Forward = double.NaN);

/// <summary>Confirms a reference by differences of its own function; at a kink by those of a point beside it, or by forward mode.</summary>
/// <param name="certifiable">On how small a batch differences are enough.</param>
/// <param name="handed">The run's vector, whose run-in belongs to its batch.</param>
/// <param name="own">The problem of the step.</param>
/// <param name="options">Threshold and directions.</param>
/// <param name="restore">Puts the state before the step back.</param>
/// <param name="token">Stops it.</param>
internal sealed class ReferenceConfirmation(
    CertifiableProblem certifiable, StepGradient handed, LearningProblem own, CertificateOptions options, Action restore, CancellationToken token)
{
    private const double Beside = 1e-4;
    private const int SolvedLevels = 6;

    /// <summary>Confirms.</summary>
    public Standing Of(GradientReference reference, Batch batch, Generator random)
    {
        if (certifiable.Value is not null)
        {
            return new(new ReferenceCheck(own, reference, options with { RandomDirections = 1, MostTensors = 0 }, random, GradientReference.ValueLevels), Confirmation.Uncertain, reference, batch);
        }

        var narrow = Narrow(batch);
        var levels = reference.OfMinimizer ? SolvedLevels : DirectionalDifference.Levels;
        var part = ReferenceEquals(narrow, batch) || reference.OfMinimizer ? reference : Part(narrow);
        var at = ReferenceEquals(part, reference) ? batch : narrow;
        var check = new ReferenceCheck(own, part, options, random, levels);
        if (check.Own <= options.Threshold)
        {
            return new(check, Confirmation.Confirmed, part, at);
        }

        if (check.Kink > options.Threshold && Nudged(narrow, random, levels, reference))
        {
            return new(check, Confirmation.Beside, part, at);
        }

        // Differences contradict only by far more than they leave open themselves, and not at a kink. A minimizer may have kinks
        // of its own, such as ReLUs at 0, which the study of h does not see; but they give no slope to a tensor without a gradient.
        var clear = check.Own > 10 * check.Uncertainty && check.Kink <= options.Threshold;
        var most = reference.OfMinimizer ? options.Accurate : 10 * options.Threshold;
        if (clear && (check.Own > most || check.Unseen > 10 * options.Threshold))
        {
            return new(check, Confirmation.Contradicted, part, at);
        }

        if (clear || reference.OfMinimizer)
        {
            return new(check, Confirmation.Uncertain, part, at);
        }

        // Forward mode reads the same graph: it can stand in for differences that say little, not for those that disagree.
        restore();
        own.Method.Settle();
        var forward = Agreement.Of(Directions.Along(part.Vector, check.Units), ForwardMode.Along(own, narrow, certifiable.K, check.Units, token)).RelativeError;
        return new(check, forward <= options.Threshold ? Confirmation.Forward : Confirmation.Contradicted, part, at, forward);
    }

    private bool Nudged(Batch batch, Generator random, int levels, GradientReference reference)
    {
        using var scope = NewDisposeScope();
        try
        {
            using (no_grad())
            {
                foreach (var parameter in own.Learned())
                {
                    parameter.add_(randn(parameter.shape, dtype: float64, generator: random), Beside);
                }
            }

            var beside = reference.Minimizer is { } near
                ? GradientReference.OfTheMinimizer(own, batch, near, options.MostSeconds, token)
                : GradientReference.OfSteps(own, batch, certifiable.K, token);
            return beside is not null && new ReferenceCheck(own, beside, options, random, levels).Own <= options.Threshold;
        }
        finally
        {
            restore();
        }
    }

    private GradientReference Part(Batch narrow)
    {
        restore();
        var part = GradientReference.OfSteps(own, narrow, certifiable.K, token);
        restore();
        own.Method.Settle();
        return part;
    }

    // Fewer items and smaller images for the differences: what is confirmed on them is the same code at the same ω.
    private Batch Narrow(Batch batch)
    {
        var (items, side) = (certifiable.Items, certifiable.Side);
        if (handed.RunIn > 0)
        {
            return batch; // the start belongs to this batch
        }

        Tensor Few(Tensor whole)
        {
            var few = items > 0 && items < whole.shape[0] ? whole.narrow(0, 0, items) : whole;
            return side > 0 && few.dim() == 4 && few.shape[2] > side && few.shape[3] > side ? few.narrow(2, 0, side).narrow(3, 0, side) : few;
        }

        var (input, target) = (Few(batch.Input), batch.Target is { } truth ? Few(truth) : null);
        return ReferenceEquals(input, batch.Input) && ReferenceEquals(target, batch.Target) ? batch : batch with { Input = input, Target = target };
    }
}
