using static TorchSharp.torch;

namespace Hodl.Core.Training;

/// <summary>The step ω ← ω − γ·(…) of Algorithm 1 from a gradient. Its moments are tensors, so that a checkpoint can hold them.</summary>
public interface IUpdate : IDisposable
{
    /// <summary>Moments by name, in the checkpoint and back.</summary>
    IEnumerable<(string Name, Tensor Value)> Moments { get; }

    /// <summary>Changes the parameters in place.</summary>
    /// <param name="gradients">One for each parameter; where it is null the parameter and its moments stay as they are.</param>
    /// <param name="rate">γ of this step.</param>
    void Step(IReadOnlyList<Tensor?> gradients, double rate);
}
