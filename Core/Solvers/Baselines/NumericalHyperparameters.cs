using Hodl.Core.Operators;
using Hodl.Core.Operators.Projections;

namespace Hodl.Core.Solvers.Baselines;

/// <summary>
/// UNH (unrolling with numerical hyper-parameters): u^k = T(u^{k−1}, ω) with D = D_num, so that ω holds step sizes,
/// thresholds and penalties only. One operator for all k, so it runs past K as HODL does.
/// </summary>
public static class NumericalHyperparameters
{
    /// <summary>UNH on a numerical operator.</summary>
    /// <param name="numerical">D_num.</param>
    /// <param name="loss">ℓ.</param>
    /// <param name="alpha">α ∈ (0, 1).</param>
    public static IUnrolledMethod Create(LearnedOperator numerical, ILoss loss, double alpha) =>
        new HodlMethod(numerical, loss, alpha, mu: 0, share: 0.5, new FullSpace());
}
