using Hodl.Core.Solvers;
using static TorchSharp.torch;

namespace Hodl.Core.Bilevel;

/// <summary>A bilevel problem that can also be given as one for autograd, which shares no derivative with the products written by hand.</summary>
public interface IUnrollable : IBilevelProblem
{
    /// <summary>The same problem as Algorithm 1 and the hypergradients take it: ω = γ, the lower level by gradient descent with a fixed step.</summary>
    /// <param name="upper">γ; null for γ⁽⁰⁾.</param>
    /// <param name="lower">Where the lower level starts; null for x⁽⁰⁾.</param>
    /// <param name="rate">α, which does not move with γ; null for 1/L at γ.</param>
    LearningProblem Learning(Tensor? upper = null, Tensor? lower = null, double? rate = null);
}
