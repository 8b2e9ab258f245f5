using Hodl.Core.Solvers;
using Hodl.Core.Torch;
using static TorchSharp.torch;

namespace Hodl.Core.Tasks;

/// <summary>A net of two hidden layers with tanh, weights as arguments: (W₁ [d, h], b₁, W₂ [h, h], b₂, W₃ [h, o], b₃). Smooth, so that second derivatives exist everywhere.</summary>
public static class PlaneNet
{
    // One call in place of an operation at a time and a pass of autograd.
    private static readonly Script Functions = new("""
        def slope(w: List[Tensor], x: Tensor, sign: Tensor) -> List[Tensor]:
            h1 = torch.tanh(torch.addmm(w[1], x, w[0]))
            h2 = torch.tanh(torch.addmm(w[3], h1, w[2]))
            g = sign * torch.sigmoid(torch.addmm(w[5], h2, w[4]) * sign) * (1.0 / x.size(0))
            d2 = torch.mm(g, w[4].t()) * (1.0 - h2 * h2)
            d1 = torch.mm(d2, w[2].t()) * (1.0 - h1 * h1)
            return [torch.mm(x.t(), d1), d1.sum(0), torch.mm(h1.t(), d2), d2.sum(0), torch.mm(h2.t(), g), g.sum(0)]
        """);

    /// <summary>Tensors of weights.</summary>
    public const int Weights = 6;

    /// <summary>A start by Glorot, biases 0; a function of the seed and the stream.</summary>
    public static Tensor[] Start(long inputs, long hidden, long outputs, long seed, long stream, ScalarType dtype, Device device)
    {
        using var random = new Generator(StepSeed.Of(seed, stream));
        Tensor Layer(long rows, long columns) => (randn([rows, columns], dtype: float64, generator: random) * Math.Sqrt(2.0 / (rows + columns))).to(dtype).to(device);
        return [Layer(inputs, hidden), zeros(hidden, dtype, device), Layer(hidden, hidden), zeros(hidden, dtype, device), Layer(hidden, outputs), zeros(outputs, dtype, device)];
    }

    /// <summary>[n, d] to [n, o].</summary>
    public static Tensor Of(IReadOnlyList<Tensor> w, Tensor x) =>
        ((x.MatMul(w[0]) + w[1]).tanh().MatMul(w[2]) + w[3]).tanh().MatMul(w[4]) + w[5];

    /// <summary>The mean of softplus(s D(x)), for a net D with one output.</summary>
    /// <param name="w">Weights.</param>
    /// <param name="x">[n, d].</param>
    /// <param name="sign">s, [n, 1].</param>
    public static Tensor Classified(IReadOnlyList<Tensor> w, Tensor x, Tensor sign) => (Of(w, x) * sign).softplus(1, 20).mean();

    /// <summary>∂<see cref="Classified"/>/∂w, in differentiable operations.</summary>
    public static Tensor[] ClassifiedSlope(IReadOnlyList<Tensor> w, Tensor x, Tensor sign) => Functions.CallMany("slope", ScriptArgument.Of([.. w]), x, sign)!;
}
