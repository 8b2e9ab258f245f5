using Hodl.Core.Linear;
using Hodl.Core.Operators;
using static TorchSharp.torch;

namespace Hodl.Core.Solvers;

/// <summary>
/// The Krasnoselskii–Mann iteration u^k = T(u^{k−1}, ω) with T(u, ω) = u + α(D(u, ω) − u) (Eq. (3)). For non-expansive
/// D with a fixed point, u^k converges to one and ‖u^k − T(u^k)‖_G falls monotonically.
/// </summary>
/// <param name="d">D for one batch and one ω.</param>
/// <param name="alpha">α ∈ (0, 1).</param>
public sealed class KrasnoselskiiMann(IBoundOperator d, double alpha) : ISolver
{
    /// <inheritdoc/>
    public int? Limit => null;

    /// <summary>T(u, ω).</summary>
    public State Apply(State u)
    {
        var image = d.Apply(u);
        return u.Add(image - u, alpha);
    }

    /// <inheritdoc/>
    public Iterate Init(State start) => new(start, 0);

    /// <inheritdoc/>
    public Iterate Step(Iterate iterate) => new(Apply(iterate.U), iterate.K + 1);

    /// <inheritdoc/>
    public Tensor Optimality(Iterate iterate) =>
        d.G.Norm(iterate.U - Apply(iterate.U)) / Math.Sqrt(iterate.U.Items);
}
