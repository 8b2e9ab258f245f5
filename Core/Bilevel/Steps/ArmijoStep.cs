using static TorchSharp.torch;

namespace Hodl.Core.Bilevel.Steps;

/// <summary>Gradient descent with Armijo backtracking; a search starts at twice the length that the last one took.</summary>
/// <param name="rate">The first length tried.</param>
public sealed class ArmijoStep(double rate) : IUpperStep
{
    private const string Length = "length";

    /// <inheritdoc/>
    public (Tensor Upper, IReadOnlyDictionary<string, Tensor> Memory) Next(
        Tensor upper, double loss, Tensor gradient, IReadOnlyDictionary<string, Tensor> memory, long step, Func<Tensor, double> evaluate)
    {
        var start = memory.TryGetValue(Length, out var kept) ? 2 * kept.item<double>() : rate;
        var length = ArmijoSearch.Length(upper, loss, gradient, gradient.neg(), start, evaluate);
        return (upper.add(gradient, -length), new Dictionary<string, Tensor> { [Length] = tensor(length) });
    }
}
