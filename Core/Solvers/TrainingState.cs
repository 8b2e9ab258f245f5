using Hodl.Core.Runs;
using Hodl.Core.Solvers.Updates;
using Hodl.Core.Torch;
using static TorchSharp.torch;

namespace Hodl.Core.Solvers;

/// <summary>
/// What a resumed run needs to go on bit for bit: ω, the optimiser's moments, the persistent vectors of spectral
/// normalisation, and t. All else of outer step t follows from (seed, t). Persistent vectors move while a step
/// computes, so their values after the last finished step are kept beside.
/// </summary>
/// <param name="omega">ω with its buffers.</param>
/// <param name="update">The optimiser.</param>
public sealed class TrainingState(nn.Module omega, IUpdate update) : IDisposable
{
    private const string StepName = "outer_step";
    private const string DueName = "evaluation_due";
    private readonly Dictionary<string, Tensor> buffers = [];
    private long step;

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
            if (!tensors.TryGetValue(name, out var value) || !value.shape.SequenceEqual(target.shape))
            {
                throw new ArgumentException($"The checkpoint does not fit these settings: {name} is missing or has another shape.", nameof(checkpoint));
            }

            target.copy_(value);
        }

        EvaluationDue = tensors[DueName].item<long>() != 0;
        return tensors[StepName].item<long>();
    }

    /// <summary>Puts ω with its persistent vectors into a module of any type of number, and nothing else.</summary>
    /// <exception cref="ArgumentException">The checkpoint belongs to other settings.</exception>
    public static void RestoreOmega(RunCheckpoint checkpoint, nn.Module omega)
    {
        using var ungraded = no_grad();
        using var scope = NewDisposeScope();
        var tensors = Safetensors.Read(checkpoint.State);
        var named = omega.named_parameters().Select(pair => ("omega." + pair.Item1, (Tensor)pair.Item2)).Concat(omega.named_buffers().Select(pair => ("buffer." + pair.Item1, pair.Item2)));
        foreach (var (name, target) in named)
        {
            if (!tensors.TryGetValue(name, out var value) || !value.shape.SequenceEqual(target.shape))
            {
                throw new ArgumentException($"The checkpoint does not fit these settings: {name} is missing or has another shape.", nameof(checkpoint));
            }

            target.copy_(value);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var buffer in buffers.Values)
        {
            buffer.Dispose();
        }
    }

    private IEnumerable<(string Name, Tensor Value)> Named() =>
        omega.named_parameters().Select(pair => ("omega." + pair.Item1, (Tensor)pair.Item2))
            .Concat(update.Moments.Select(pair => ("moment." + pair.Name, pair.Value)));
}
