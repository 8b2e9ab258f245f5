using Hodl.Core.Linear;
using static TorchSharp.torch;

namespace Hodl.Core.Solvers;

/// <summary>
/// One step to what a method's free part gives by itself: a denoiser's image, an encoder's estimate. Its optimality is how far
/// that lies from the start, as a root mean square.
/// </summary>
/// <param name="output">What the free part gives, differentiable in its ω.</param>
/// <param name="origin">u^0.</param>
public sealed class FreePartSolver(Func<State> output, State origin) : ISolver
{
    /// <inheritdoc/>
    public int? Limit => 1;

    /// <inheritdoc/>
    public Iterate Init(State start) => new(start, 0);

    /// <inheritdoc/>
    public Iterate Step(Iterate iterate) => new(output(), iterate.K + 1);

    /// <inheritdoc/>
    public Tensor Optimality(Iterate iterate) => (iterate.U[0] - origin[0]).square().mean().sqrt();
}
