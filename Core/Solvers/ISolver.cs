using Hodl.Core.Linear;
using static TorchSharp.torch;

namespace Hodl.Core.Solvers;

/// <summary>
/// An inner iteration for one batch and one ω, as three pure functions; the loop around them stands once, in
/// <see cref="InnerLoop"/>. Invariant: the iterates depend on u^0 and the arguments of the constructor alone.
/// </summary>
public interface ISolver
{
    /// <summary>How many steps it can take; null when any number (it iterates one operator).</summary>
    int? Limit { get; }

    /// <summary>
    /// The part of a state that is the solution: all of it, unless the iteration carries more along, such as momentum.
    /// </summary>
    State Variable(State state) => state;

    /// <summary>u^0; a state of this solver stays what it is.</summary>
    Iterate Init(State start);

    /// <summary>u^{k−1} ↦ u^k, differentiable in u and ω.</summary>
    Iterate Step(Iterate iterate);

    /// <summary>The same iterate with what <see cref="Optimality"/> and <see cref="Step"/> would both compute, for a loop that asks for the one before the other.</summary>
    Iterate Ready(Iterate iterate) => iterate;

    /// <summary>
    /// ‖u − T(u)‖_G as the root mean square over the items of the batch; a scalar tensor, 0 exactly at fixed points.
    /// </summary>
    Tensor Optimality(Iterate iterate);
}
