using Hodl.Core.Torch;
using static TorchSharp.torch;

namespace Hodl.Core.Operators.Numerical;

/// <summary>A dictionary as the K iterations of one outer step use it.</summary>
/// <param name="Q">Q, [m, n]; may carry a gradient.</param>
/// <param name="NormSquared">‖Q‖², exact to rounding.</param>
/// <param name="IsTight">Whether QQᵀ = I to rounding.</param>
public sealed record BoundAtoms(Tensor Q, double NormSquared, bool IsTight)
{
    /// <summary>Q u for rows u [B, n]; [B, m].</summary>
    public Tensor Synthesize(Tensor u) => u.MatMul(Q.t());

    /// <summary>Qᵀ x for rows x [B, m]; [B, n].</summary>
    public Tensor Analyze(Tensor x) => x.MatMul(Q);
}
