using Hodl.Core.Data;
using Hodl.Core.Linear;
using Hodl.Core.Solvers;
using static TorchSharp.torch;

namespace Hodl.Core.Bilevel;

/// <summary>
/// A bilevel problem as Algorithm 1, the hypergradients and the certificate take it: ω = γ (named <c>upper</c>), u = x as one item, the
/// lower level by gradient descent with a fixed step.
/// </summary>
public static class UnrolledProblem
{
    /// <summary>The problem; its ω belongs to the caller.</summary>
    /// <param name="problem">Starts and L.</param>
    /// <param name="lowerCost">Φ(x; γ) in differentiable operations.</param>
    /// <param name="upperCost">ℓ(γ; x) likewise.</param>
    /// <param name="upper">γ; null for γ⁽⁰⁾.</param>
    /// <param name="lower">Where the lower level starts; null for x⁽⁰⁾.</param>
    /// <param name="rate">The step; null for 1/L at γ.</param>
    public static LearningProblem Of(
        IBilevelProblem problem, Func<Tensor, Tensor, Tensor> lowerCost, Func<Tensor, Tensor, Tensor> upperCost, Tensor? upper = null, Tensor? lower = null, double? rate = null)
    {
        static Tensor Item(State u) => u[0].squeeze(0);
        var omega = new Variables(("upper", upper?.clone() ?? problem.UpperStart()));
        double step;
        using (NewDisposeScope())
        {
            step = rate ?? (1 / problem.Smoothness(omega[0].detach()));
        }

        return new()
        {
            Method = new SolverMethod(omega, _ => new CostSolver(u => lowerCost(Item(u), omega[0]), step), isStationary: true),
            Loss = new FunctionLoss((u, _) => upperCost(Item(u), omega[0])),
            BatchAt = _ => new Batch(zeros(1)),
            Start = _ => new((lower?.alias() ?? problem.LowerStart()).unsqueeze(0)),
        };
    }
}
