using static TorchSharp.torch;

namespace Hodl.Core.Bilevel.Steps;

/// <summary>Adam (Kingma and Ba 2015) with β = (0.9, 0.999), ε = 1e-8.</summary>
/// <param name="rate">α_ℓ.</param>
public sealed class AdamStep(double rate) : IUpperStep
{
    private const double Beta1 = 0.9;
    private const double Beta2 = 0.999;
    private const double Epsilon = 1e-8;

    /// <inheritdoc/>
    public (Tensor Upper, IReadOnlyDictionary<string, Tensor> Memory) Next(
        Tensor upper, double loss, Tensor gradient, IReadOnlyDictionary<string, Tensor> memory, long step, Func<Tensor, double> evaluate)
    {
        Tensor Moment(string name) => memory.TryGetValue(name, out var kept) ? kept : zeros_like(upper);
        var first = (Moment("first") * Beta1).add(gradient, 1 - Beta1);
        var second = (Moment("second") * Beta2).add(gradient.square(), 1 - Beta2);
        var scale = (second / (1 - Math.Pow(Beta2, step))).sqrt() + Epsilon;
        return (
            upper.add(first / scale, -rate / (1 - Math.Pow(Beta1, step))),
            new Dictionary<string, Tensor> { ["first"] = first, ["second"] = second });
    }
}
