using static TorchSharp.torch;

namespace Hodl.Core.Bilevel.Steps;

/// <summary>Gradient descent: γ ← γ − α_ℓ g.</summary>
/// <param name="rate">α_ℓ.</param>
public sealed class GradientStep(double rate) : IUpperStep
{
    /// <inheritdoc/>
    public (Tensor Upper, IReadOnlyDictionary<string, Tensor> Memory) Next(
        Tensor upper, double loss, Tensor gradient, IReadOnlyDictionary<string, Tensor> memory, long step, Func<Tensor, double> evaluate) =>
        (upper.add(gradient, -rate), memory);
}
