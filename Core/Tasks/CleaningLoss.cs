using Hodl.Core.Data;
using Hodl.Core.Linear;
using Hodl.Core.Solvers;
using Hodl.Core.Torch;
using static TorchSharp.torch;

namespace Hodl.Core.Tasks;

/// <summary>
/// ℓ(u) = mean cross-entropy over a batch of validation samples, with its gradient written out. L_ℓ is a bound for the layer
/// product at the start: softmax has curvature at most ½, so ½ λ_max(XᵀX)/n · (‖W₁‖² + ‖W₂‖²); nets have none that
/// holds everywhere.
/// </summary>
/// <param name="net">The net.</param>
/// <param name="start">Where L_ℓ is taken.</param>
/// <param name="images">All validation images.</param>
internal sealed class CleaningLoss(DenseClassifier net, State start, Tensor images) : ILoss
{
    private double smoothness;

    /// <inheritdoc/>
    public bool NeedsTarget => true;

    /// <inheritdoc/>
    public Tensor Value(State u, Batch batch) => net.CrossEntropy(u, batch.Input, batch.Target!).mean();

    /// <inheritdoc/>
    public State Gradient(State u, Batch batch) =>
        net.Gradient(u, batch.Input, batch.Target!, full([batch.Items, 1], 1.0 / batch.Items, batch.Input.dtype, batch.Input.device));

    /// <inheritdoc/>
    public double Smoothness(Batch batch)
    {
        if (smoothness == 0)
        {
            using var ungraded = no_grad();
            using var scope = NewDisposeScope();
            var x = images.to(float64);
            double Norm(Tensor w) => linalg.matrix_norm(w.to(float64), 2).cpu().item<double>();
            var curvature = linalg.eigvalsh(x.t().MatMul(x) / x.shape[0]).max().cpu().item<double>();
            smoothness = 0.5 * curvature * (Math.Pow(Norm(start[0]), 2) + Math.Pow(Norm(start[2]), 2));
        }

        return smoothness;
    }
}
