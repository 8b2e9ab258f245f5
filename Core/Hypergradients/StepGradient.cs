using Hodl.Core.Data;
using Hodl.Core.Linear;
using static TorchSharp.torch;

namespace Hodl.Core.Hypergradients;

/// <summary>
/// The vector that one outer step handed to its optimizer, with what it was computed from: what a certificate judges. Tensors are
/// copies in the run's own precision and on its own device; they belong to this record.
/// </summary>
/// <param name="Step">The outer step t that took it.</param>
/// <param name="Gradients">One for each learned parameter of ω in its order; null where no graph led to it.</param>
/// <param name="Phi">The loss as the step saw it.</param>
public sealed record StepGradient(long Step, IReadOnlyList<Tensor?> Gradients, double Phi) : IDisposable
{
    /// <summary>By what the hypergradient was scaled down before the optimizer took it; 1 where it was not clipped.</summary>
    public double Clipping { get; init; } = 1;

    /// <summary>The batch of the step; null for upper-level methods.</summary>
    public Batch? Batch { get; init; }

    /// <summary>Inner steps that were taken without a gradient before the K that are differentiated.</summary>
    public int RunIn { get; init; }

    /// <summary>The lower-level iterate that the gradient was taken at.</summary>
    public State? Lower { get; init; }

    /// <summary>γ where an upper-level method took it, which may lie ahead of its iterate; null for Algorithm 1.</summary>
    public Tensor? Upper { get; init; }

    /// <summary>Where an upper-level method's lower level started; null for Algorithm 1.</summary>
    public Tensor? LowerStart { get; init; }

    /// <summary>T where an upper-level method differentiated T lower steps; null where it took the minimizer's gradient.</summary>
    public int? Unrolled { get; init; }

    /// <summary>α of those steps.</summary>
    public double? LowerRate { get; init; }

    /// <summary>Gradients of the same step with other random draws, each [R]; empty where nothing is drawn.</summary>
    public IReadOnlyList<Tensor> Draws { get; init; } = [];

    /// <summary>A copy outside of the graph that no scope owns.</summary>
    public static Tensor Copy(Tensor value) => value.detach().clone().DetachFromDisposeScope();

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var tensor in Gradients.Concat([Batch?.Input, Batch?.Target, Upper, LowerStart]).Concat(Draws))
        {
            tensor?.Dispose();
        }

        Lower?.Dispose();
    }
}
