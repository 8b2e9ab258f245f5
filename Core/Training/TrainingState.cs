using Hodl.Core.Runs;
using Hodl.Core.Torch;
using static TorchSharp.torch;

namespace Hodl.Core.Training;

/// <summary>
/// What a resumed run needs to go on bit for bit: ω, the optimiser's moments, the persistent vectors of spectral
/// normalisation, and t. All else of outer step t follows from (seed, t). Persistent vectors move while a step
/// computes, so their values after the last finished step are kept beside. Where a running average or the best ω on
/// validation data is kept, it stands beside ω as <c>average.*</c> and <c>best.*</c>.
/// </summary>
/// <param name="omega">ω with its buffers.</param>
/// <param name="update">The optimiser.</param>
/// <param name="average">Whether a running average of ω is kept.</param>
/// <param name="best">Whether the ω that is best on validation data is kept.</param>
public sealed class TrainingState(nn.Module omega, IUpdate update, bool average = false, bool best = false) : IDisposable
{
    private const string Parameters = "omega.", Averages = "average.", Bests = "best.", BestScore = "best_score", BestStep = "best_step";
    private const string StepName = "outer_step";
    private const string DueName = "evaluation_due";
    private readonly Dictionary<string, Tensor> buffers = [];
    private long step;

    /// <summary>ω̄; null when none is kept.</summary>
    public OmegaCopy? Average { get; } = average ? new(omega) : null;

    /// <summary>The ω with the highest score so far; null when none is kept.</summary>
    public OmegaCopy? Best { get; } = best ? new(omega) : null;

    /// <summary>Its score; −∞ before the first.</summary>
    public double Score { get; private set; } = double.NegativeInfinity;

    /// <summary>Its outer step.</summary>
    public long ScoredAt { get; private set; }

    /// <summary>ω is worth this much on validation data at step t; it is kept where nothing was better.</summary>
    public void Offer(double score, long t)
    {
        if (Best is not null && score > Score)
        {
            (Score, ScoredAt) = (score, t);
            Best.Take();
        }
    }

    /// <summary>At the end: ω becomes the best one, or else the average, where they are kept.</summary>
    public void Conclude() => (Best ?? Average)?.Put();

    /// <summary>ω as it counts among the tensors of a checkpoint, each under its name in ω: the best, else the average, else the last.</summary>
    public static IReadOnlyDictionary<string, Tensor> Omega(IReadOnlyDictionary<string, Tensor> tensors)
    {
        ArgumentNullException.ThrowIfNull(tensors);
        bool Any(string prefix) => tensors.Keys.Any(name => name.StartsWith(prefix, StringComparison.Ordinal));
        var prefix = Any(Bests) ? Bests : Any(Averages) ? Averages : Parameters;
        return tensors.Where(pair => pair.Key.StartsWith(prefix, StringComparison.Ordinal)).ToDictionary(pair => pair.Key[prefix.Length..], pair => pair.Value);
    }

    /// <summary>Whether step t is to be evaluated before training goes on.</summary>
    public bool EvaluationDue { get; private set; }

    /// <summary>Outer step <paramref name="t"/> is finished, but for its evaluation where that is due.</summary>
    public void Keep(long t, bool evaluationDue)
    {
        step = t;
        EvaluationDue = evaluationDue;
        using var ungraded = no_grad();
        foreach (var (name, buffer) in omega.named_buffers())
        {
            if (buffers.TryGetValue(name, out var kept))
            {
                kept.copy_(buffer);
            }
            else
            {
                buffers[name] = buffer.detach().clone().DetachFromDisposeScope();
            }
        }
    }

    /// <summary>The state after the last finished step.</summary>
    public RunCheckpoint Checkpoint()
    {
        using var ungraded = no_grad();
        using var scope = NewDisposeScope();
        var tensors = new Dictionary<string, Tensor> { [StepName] = tensor(step), [DueName] = tensor(EvaluationDue ? 1L : 0L) };
        if (Best is not null)
        {
            tensors[BestScore] = tensor(Score, float64);
            tensors[BestStep] = tensor(ScoredAt);
        }

        foreach (var (name, value) in Named().Concat(buffers.Select(pair => ("buffer." + pair.Key, pair.Value))))
        {
            tensors[name] = value.detach().cpu();
        }

        return new(step, Safetensors.Write(tensors));
    }

    /// <summary>Puts ω, moments and persistent vectors back.</summary>
    /// <returns>t, the last step that the state contains.</returns>
    /// <exception cref="ArgumentException">The checkpoint belongs to other settings.</exception>
    public long Restore(RunCheckpoint checkpoint)
    {
        using var ungraded = no_grad();
        using var scope = NewDisposeScope();
        var tensors = Safetensors.Read(checkpoint.State);
        foreach (var (name, target) in Named().Concat(omega.named_buffers().Select(pair => ("buffer." + pair.Item1, pair.Item2))))
        {
            // Checkpoints from before Adam counted for each parameter: all had taken every step.
            var value = tensors.GetValueOrDefault(name)
                ?? (name == "moment." + AdamUpdate.Counts ? full_like(target, tensors[StepName].item<long>()) : null);
            if (value is null || !value.shape.SequenceEqual(target.shape))
            {
                throw new ArgumentException($"The checkpoint does not fit these settings: {name} is missing or has another shape.", nameof(checkpoint));
            }

            target.copy_(value);
        }

        if (Best is not null)
        {
            (Score, ScoredAt) = (tensors[BestScore].item<double>(), tensors[BestStep].item<long>());
        }

        EvaluationDue = tensors[DueName].item<long>() != 0;
        return tensors[StepName].item<long>();
    }

    /// <summary>Puts ω, as it counts (<see cref="Omega"/>), with its persistent vectors into a module of any type of number, and nothing else.</summary>
    /// <exception cref="ArgumentException">The checkpoint belongs to other settings.</exception>
    public static void RestoreOmega(RunCheckpoint checkpoint, nn.Module omega) => RestoreOmega(checkpoint, omega, Omega);

    /// <summary>Puts ω as the optimizer has it, neither the best nor the average, with its persistent vectors into a module of any type of number.</summary>
    /// <exception cref="ArgumentException">The checkpoint belongs to other settings.</exception>
    public static void RestoreLast(RunCheckpoint checkpoint, nn.Module omega) => RestoreOmega(
        checkpoint,
        omega,
        tensors => tensors.Where(pair => pair.Key.StartsWith(Parameters, StringComparison.Ordinal)).ToDictionary(pair => pair.Key[Parameters.Length..], pair => pair.Value));

    private static void RestoreOmega(RunCheckpoint checkpoint, nn.Module omega, Func<IReadOnlyDictionary<string, Tensor>, IReadOnlyDictionary<string, Tensor>> which)
    {
        using var ungraded = no_grad();
        using var scope = NewDisposeScope();
        var tensors = Safetensors.Read(checkpoint.State);
        var counts = which(tensors);
        var named = omega.named_parameters().Select(pair => (pair.Item1, counts.GetValueOrDefault(pair.Item1), (Tensor)pair.Item2))
            .Concat(omega.named_buffers().Select(pair => ("buffer." + pair.Item1, tensors.GetValueOrDefault("buffer." + pair.Item1), pair.Item2)));
        foreach (var (name, value, target) in named)
        {
            if (value is null || !value.shape.SequenceEqual(target.shape))
            {
                throw new ArgumentException($"The checkpoint does not fit these settings: {name} is missing or has another shape.", nameof(checkpoint));
            }

            target.copy_(value);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Average?.Dispose();
        Best?.Dispose();
        foreach (var buffer in buffers.Values)
        {
            buffer.Dispose();
        }
    }

    private IEnumerable<(string Name, Tensor Value)> Named() =>
        omega.named_parameters().Select(pair => (Parameters + pair.Item1, (Tensor)pair.Item2))
            .Concat(Average?.Named.Select(pair => (Averages + pair.Name, pair.Value)) ?? [])
            .Concat(Best?.Named.Select(pair => (Bests + pair.Name, pair.Value)) ?? [])
            .Concat(update.Moments.Select(pair => ("moment." + pair.Name, pair.Value)));
}
