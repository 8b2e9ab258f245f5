namespace Hodl.Core.Bilevel;

/// <summary>
/// What a method has asked of a problem. A minibatch of B out of J samples counts as B/J of a call, so that stochastic and
/// exact methods stand on one axis.
/// </summary>
/// <param name="Losses">ℓ alone.</param>
/// <param name="UpperGradients">∇ₓℓ with ∇_γℓ.</param>
/// <param name="LowerGradients">∇ₓΦ, also within the problem's own solver.</param>
/// <param name="HessianProducts">∇ₓₓΦ·v.</param>
/// <param name="CrossProducts">∇ₓᵧΦ·d and (∇ₓᵧΦ)ᵀ·q.</param>
/// <param name="Seconds">Seconds of the method's steps.</param>
public sealed record BilevelCalls(
    double Losses = 0, double UpperGradients = 0, double LowerGradients = 0, double HessianProducts = 0, double CrossProducts = 0,
    double Seconds = 0)
{
    /// <summary>∇ₓΦ, ∇ℓ, and products, each counted as one gradient: the axis that the double loops share with the searchers.</summary>
    public double Gradients => UpperGradients + LowerGradients + HessianProducts + CrossProducts;

    /// <summary>The numbers in the order of the parameters.</summary>
    public double[] ToArray() => [Losses, UpperGradients, LowerGradients, HessianProducts, CrossProducts, Seconds];

    /// <summary>From <see cref="ToArray"/>.</summary>
    public static BilevelCalls Of(IReadOnlyList<double> numbers) => new(numbers[0], numbers[1], numbers[2], numbers[3], numbers[4], numbers[5]);
}
