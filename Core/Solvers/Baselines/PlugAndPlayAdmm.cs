using Hodl.Core.Imaging;
using Hodl.Core.Linear;
using static TorchSharp.torch;

namespace Hodl.Core.Solvers.Baselines;

/// <summary>
/// Plug-and-play ADMM (Venkatakrishnan et al. 2013; Section 7.3 of the review) with a denoiser that was trained for itself:
/// x = argmin ½‖A x − y‖² + ½ρ‖x − (z − v)‖² by conjugate gradients from z, z⁺ = N(x + v, σ), v⁺ = v + x − z⁺. The state is (z, v), its
/// fixed points are the method's; whether it reaches one depends on N, and the residual tells.
/// </summary>
/// <param name="model">A.</param>
/// <param name="y">The measurement.</param>
/// <param name="denoiser">(x, σ) ↦ N(x, σ).</param>
/// <param name="rho">ρ &gt; 0.</param>
/// <param name="level">σ.</param>
public sealed class PlugAndPlayAdmm(IForwardModel model, Tensor y, Func<Tensor, Tensor, Tensor> denoiser, double rho, double level) : ISolver
{
    private const int LinearSteps = 8;
    private const double LinearTolerance = 1e-6;
    private readonly Tensor pulled = model.Adjoint(y);

    /// <inheritdoc/>
    public int? Limit => null;

    /// <summary>z.</summary>
    public State Variable(State state) => new(state[0]);

    /// <summary>z and v = 0, from an image.</summary>
    public Iterate Init(State start) => new(start.Count == 2 ? start : new(start[0], zeros_like(start[0])), 0);

    /// <inheritdoc/>
    public Iterate Step(Iterate iterate)
    {
        var (z, v) = (iterate.U[0], iterate.U[1]);
        var x = ConjugateGradients.Solve(d => model.Normal(d).add(d, rho), pulled.add(z - v, rho), z, LinearTolerance, LinearSteps, default).Q[0];
        var next = denoiser(x + v, full([], level, z.dtype, z.device));
        return new(new(next, v + x - next), iterate.K + 1);
    }

    /// <summary>‖(z, v) − (z, v)⁺‖₂; a scalar tensor.</summary>
    public Tensor Optimality(Iterate iterate) => (iterate.U - Step(iterate).U).Norm();
}
