using Hodl.Core.Data;
using Hodl.Core.Imaging;
using Hodl.Core.Operators.Networks;
using static TorchSharp.torch;

namespace Hodl.Core.Solvers.Baselines;

/// <summary>
/// Deep equilibrium for inverse problems (Gilton et al. 2021; Section 7.2 of the review): x̂ is the fixed point of
/// Ψ(x) = b + ½d + ½κ N(d; b), d = x − τAᵀ(A x − y) − b, τ = 1/‖A‖², b a linear first reconstruction of y, N a
/// <see cref="ConvolutionalNet"/> within norm 1 that also reads b. Ψ contracts by at least ½(1 + κ) &lt; 1, so that x̂ exists, is one,
/// and has the derivative (7.2); with N = 0 it lies between b and the data.
/// </summary>
/// <param name="net">N, one channel, conditioned on one.</param>
/// <param name="model">A.</param>
/// <param name="reconstruct">y ↦ b.</param>
/// <param name="contraction">κ, in (0, 1).</param>
public sealed class DeepEquilibrium(ConvolutionalNet net, IForwardModel model, Func<Tensor, Tensor> reconstruct, double contraction) : IUnrolledMethod
{
    /// <inheritdoc/>
    public nn.Module Omega => net;

    /// <inheritdoc/>
    public bool IsStationary => true;

    /// <inheritdoc/>
    public ISolver Train(Batch batch) => At(batch.Input);

    /// <inheritdoc/>
    public ISolver Test(Batch batch) => At(batch.Input);

    /// <inheritdoc/>
    public void Settle() => net.Settle();

    private StepSolver At(Tensor y)
    {
        var first = reconstruct(y);
        var pulled = model.Adjoint(y);
        var bound = net.At(new Batch(first));
        var tau = 1 / model.SquaredNorm;
        return new(u =>
        {
            var d = u[0] - ((model.Normal(u[0]) - pulled) * tau) - first;
            return new(first + (d * 0.5) + (bound.Apply(new(d))[0] * (0.5 * contraction)));
        });
    }
}
