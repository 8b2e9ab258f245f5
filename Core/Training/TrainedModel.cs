using Hodl.Core.Runs;
using Hodl.Core.Torch;
using static TorchSharp.torch;

namespace Hodl.Core.Training;

/// <summary>A trained ω with everything that is needed to apply it.</summary>
/// <param name="Spec">Task, method and settings that it was trained with; where it is applied, <c>Device</c> may differ.</param>
/// <param name="Omega">
/// Safetensors bytes: ω as <c>omega.*</c> and the persistent vectors of its norms as <c>buffer.*</c>, under the names that
/// checkpoints have.
/// </param>
public sealed record TrainedModel(RunSpec Spec, byte[] Omega)
{
    private const string Parameters = "omega.", Buffers = "buffer.";

    /// <summary>ω of a run's checkpoint as it counts — the best on validation data or the average, where they were kept —, without the optimiser's moments.</summary>
    /// <exception cref="InvalidDataException">The bytes are no checkpoint, or hold no ω.</exception>
    public static TrainedModel Of(RunSpec spec, RunCheckpoint checkpoint) => Of(spec, checkpoint.State);

    /// <summary>ω of safetensors bytes; whatever else they hold is left out.</summary>
    /// <exception cref="InvalidDataException">The bytes are no safetensors file, or hold no ω.</exception>
    public static TrainedModel Of(RunSpec spec, byte[] file)
    {
        using var scope = NewDisposeScope();
        var tensors = Safetensors.Read(file);
        var kept = TrainingState.Omega(tensors).Select(pair => KeyValuePair.Create(Parameters + pair.Key, pair.Value))
            .Concat(tensors.Where(pair => pair.Key.StartsWith(Buffers, StringComparison.Ordinal)))
            .ToDictionary(pair => pair.Key, pair => pair.Value);
        return kept.Keys.Any(name => name.StartsWith(Parameters, StringComparison.Ordinal))
            ? new(spec, Safetensors.Write(kept))
            : throw new InvalidDataException($"The file holds no ω: none of its tensors is named {Parameters}….");
    }

    /// <summary>The tensors by name; they belong to the caller's dispose scope.</summary>
    public IReadOnlyDictionary<string, Tensor> Tensors() => Safetensors.Read(Omega);

    /// <summary>How many numbers ω has.</summary>
    public long Count()
    {
        using var scope = NewDisposeScope();
        return Tensors().Where(pair => pair.Key.StartsWith(Parameters, StringComparison.Ordinal)).Sum(pair => pair.Value.numel());
    }

    /// <summary>Copies ω into a module that was built from the same settings.</summary>
    /// <exception cref="InvalidDataException">A tensor is missing, has another shape, or is not finite.</exception>
    public void CopyTo(nn.Module omega)
    {
        using var ungraded = no_grad();
        using var scope = NewDisposeScope();
        var tensors = Tensors();
        foreach (var (name, target) in omega.named_parameters().Select(pair => (Parameters + pair.Item1, (Tensor)pair.Item2))
            .Concat(omega.named_buffers().Select(pair => (Buffers + pair.Item1, pair.Item2))))
        {
            if (!tensors.TryGetValue(name, out var value) || !value.shape.SequenceEqual(target.shape))
            {
                throw new InvalidDataException(
                    $"The model does not fit its settings: {name} of [{string.Join(", ", target.shape)}] is {(value is null ? "missing" : $"[{string.Join(", ", value.shape)}]")}.");
            }

            if (value.is_floating_point() && !value.isfinite().all().item<bool>())
            {
                throw new InvalidDataException($"{name} holds numbers that are NaN or infinite.");
            }

            target.copy_(value);
        }
    }
}
