using static TorchSharp.torch;

namespace Hodl.Core.Bilevel.Steps;

/// <summary>γ⁽ᵘ⁺¹⁾ from a hypergradient.</summary>
public interface IUpperStep
{
    /// <summary>The next γ, before projection, and what the step after it reads.</summary>
    /// <param name="upper">γ.</param>
    /// <param name="loss">ℓ(γ).</param>
    /// <param name="gradient">g.</param>
    /// <param name="memory">What the last step kept; empty at the first.</param>
    /// <param name="step">u = 1, 2, …</param>
    /// <param name="evaluate">ℓ at another γ, a lower-level solve each; for line searches.</param>
    (Tensor Upper, IReadOnlyDictionary<string, Tensor> Memory) Next(
        Tensor upper, double loss, Tensor gradient, IReadOnlyDictionary<string, Tensor> memory, long step, Func<Tensor, double> evaluate);
}
