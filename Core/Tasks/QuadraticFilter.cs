using Hodl.Core.Torch;
using static TorchSharp.torch;

namespace Hodl.Core.Tasks;

/// <summary>
/// (Ex) for one filter of two taps and φ = z² on signals of length N, in closed form and by dense matrices, sharing nothing
/// with the filter banks: H = I + 2s CᵀC, C = c₀I + c₁S with S the circular shift, x̂ = H⁻¹y, q = H⁻¹(x̂ − x), and
/// ∂ℓ/∂c_a = −2s(⟨S_a x̂, C q⟩ + ⟨C x̂, S_a q⟩) for ℓ = ½‖x̂ − x‖².
/// </summary>
/// <param name="noisy">y, [J, N], float64.</param>
/// <param name="clean">x, [J, N].</param>
/// <param name="strength">s.</param>
internal sealed class QuadraticFilter(Tensor noisy, Tensor clean, double strength)
{
    /// <summary>ℓ and its gradient at a filter.</summary>
    public (double Loss, double[] Gradient) At(double c0, double c1)
    {
        using var scope = NewDisposeScope();
        var n = noisy.shape[1];
        var identity = eye(n, dtype: float64);

        // The bank centres a filter of two taps on its second: z(i) = c₀ x(i − 1) + c₁ x(i).
        Tensor[] shifts = [identity.roll([1], [0]), identity];
        var c = (shifts[0] * c0) + (shifts[1] * c1);
        var hessian = identity + (c.t().MatMul(c) * (2 * strength));
        var x = linalg.solve(hessian, noisy.t());
        var error = x - clean.t();
        var q = linalg.solve(hessian, error);
        double Over(Tensor shift) => ((shift.MatMul(x) * c.MatMul(q)).sum() + (c.MatMul(x) * shift.MatMul(q)).sum()).item<double>() * -2 * strength;
        return (error.square().sum().item<double>() / 2, [Over(shifts[0]), Over(shifts[1])]);
    }
}
