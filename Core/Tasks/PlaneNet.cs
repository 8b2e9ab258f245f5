using Hodl.Core.Solvers;
using Hodl.Core.Torch;
using static TorchSharp.torch;

namespace Hodl.Core.Tasks;

/// <summary>A net of two hidden layers with tanh, weights as arguments: (W₁ [d, h], b₁, W₂ [h, h], b₂, W₃ [h, o], b₃). Smooth, so that second derivatives exist everywhere.</summary>
internal static class PlaneNet
{
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
}
