using Hodl.Core.Linear;
using Hodl.Core.Solvers;
using Hodl.Core.Torch;
using static TorchSharp.torch;

namespace Hodl.Core.Tasks;

/// <summary>
/// A classifier with one hidden layer, u = (W₁ [d, h], b₁ [h], W₂ [h, c], b₂ [c]), with ReLU or linear, and the gradient of
/// Σ w_i CE_i(u) written out in differentiable operations. The linear one multiplies by the data only through W₁W₂ [d, c] and
/// Xᵀ(softmax − y) [d, c], which is h/c times cheaper than layer by layer; autograd of it inherits that.
/// </summary>
/// <param name="relu">Whether there is a ReLU between the layers.</param>
internal sealed class DenseClassifier(bool relu)
{
    /// <summary>A start with entries uniform in ±1/√fan-in, biases 0; a function of the seed.</summary>
    public static State Start(long inputs, long hidden, long classes, long seed, ScalarType dtype, Device device)
    {
        using var random = new Generator(StepSeed.Of(seed, -10));
        Tensor Uniform(long rows, long columns) => ((((rand([rows, columns], dtype: float64, generator: random) * 2) - 1) / Math.Sqrt(rows)).to(dtype)).to(device);
        return new(Uniform(inputs, hidden), zeros(hidden, dtype, device), Uniform(hidden, classes), zeros(classes, dtype, device));
    }

    /// <summary>Logits [n, c] of images x [n, d].</summary>
    public Tensor Logits(State u, Tensor x) =>
        relu ? (x.MatMul(u[0]) + u[1]).relu().MatMul(u[2]) + u[3] : x.MatMul(u[0].MatMul(u[2])) + (u[1].MatMul(u[2]) + u[3]);

    /// <summary>CE_i = −log softmax(logits)_i at the label, [n].</summary>
    /// <param name="u">Weights.</param>
    /// <param name="x">Images [n, d].</param>
    /// <param name="y">Labels as unit vectors [n, c].</param>
    public Tensor CrossEntropy(State u, Tensor x, Tensor y) => -(Logits(u, x).log_softmax(1) * y).sum(1L);

    /// <summary>∇_u Σ w_i CE_i(u), in the shapes of u.</summary>
    /// <param name="u">Weights.</param>
    /// <param name="x">Images [n, d].</param>
    /// <param name="y">Labels as unit vectors [n, c].</param>
    /// <param name="w">Weights of the samples, [n, 1].</param>
    public State Gradient(State u, Tensor x, Tensor y, Tensor w)
    {
        if (!relu)
        {
            var error = (Logits(u, x).softmax(1) - y) * w;
            var (inner, sum) = (x.t().MatMul(error), error.sum(0L));
            return new(inner.MatMul(u[2].t()), u[2].MatMul(sum), u[0].t().MatMul(inner) + (u[1].unsqueeze(1) * sum), sum);
        }

        var before = x.MatMul(u[0]) + u[1];
        var hidden = before.relu();
        var e = ((hidden.MatMul(u[2]) + u[3]).softmax(1) - y) * w;
        var back = e.MatMul(u[2].t()) * (before.detach() > 0).to(e.dtype);
        return new(x.t().MatMul(back), back.sum(0L), hidden.t().MatMul(e), e.sum(0L));
    }
}
