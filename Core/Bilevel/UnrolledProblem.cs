using Hodl.Core.Operators;
using Hodl.Core.Solvers;
using static TorchSharp.torch;

namespace Hodl.Core.Bilevel;

/// <summary>
/// A bilevel problem as Algorithm 1, the hypergradients and the certificate take it: ω = γ (named <c>upper</c>), u = x as one item, the
/// lower level by gradient descent with 1/L at γ⁽⁰⁾.
/// </summary>
public static class UnrolledProblem
{
    /// <summary>The problem; its ω belongs to the caller.</summary>
    /// <param name="problem">Starts and L.</param>
    /// <param name="lowerCost">Φ(x; γ) in differentiable operations.</param>
    /// <param name="upperCost">ℓ(γ; x) likewise.</param>
    public static LearningProblem Of(IBilevelProblem problem, Func<Tensor, Tensor, Tensor> lowerCost, Func<Tensor, Tensor, Tensor> upperCost)
    {
        static Tensor Item(State u) => u[0].squeeze(0);
        var omega = new Variables(("upper", problem.UpperStart()));
        double rate;
        using (NewDisposeScope())
        {
            rate = 1 / problem.Smoothness(omega[0].detach());
        }

        return new()
        {
            Method = new SolverMethod(omega, _ => new CostSolver(u => lowerCost(Item(u), omega[0]), rate), isStationary: true),
            Loss = new FunctionLoss((u, _) => upperCost(Item(u), omega[0])),
            BatchAt = _ => new Batch(zeros(1)),
            Start = _ => new(problem.LowerStart().unsqueeze(0)),
        };
    }
}
