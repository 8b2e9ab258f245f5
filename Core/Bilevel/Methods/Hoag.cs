using Hodl.Core.Bilevel.Gradients;
using static TorchSharp.torch;

namespace Hodl.Core.Bilevel.Methods;

/// <summary>
/// HOAG (Pedregosa 2016; Alg. 1): lower level and linear equation are solved to ε⁽ᵘ⁾ = ε⁽⁰⁾/(u+1)², a summable sequence, then
/// γ ← γ − g/L_g. For a μ-strongly convex Φ, ‖x − x̂‖ ≤ ‖∇ₓΦ‖/μ, so ε⁽ᵘ⁾ is asked of the gradient times μ (1 where μ is not
/// known). L_g is not known either: it starts at ‖g‖ and is adapted as Pedregosa suggests, ×0.95 after a decrease of ℓ (within
/// the accuracy), ×2 after an increase.
/// </summary>
/// <param name="accuracy">ε⁽⁰⁾.</param>
/// <param name="mostSteps">The most lower-level and linear steps of one upper step.</param>
/// <param name="rate">Length of the first upper step.</param>
public sealed class Hoag(double accuracy, int mostSteps, double rate) : IUpperMethod
{
    /// <inheritdoc/>
    public BilevelIterate Init(IBilevelProblem problem) => new(0, problem.UpperStart(), problem.LowerStart());

    /// <inheritdoc/>
    public BilevelIterate Step(IBilevelProblem problem, BilevelIterate iterate, CancellationToken token)
    {
        var u = iterate.Step;
        var epsilon = accuracy / Math.Pow(u + 1, 2);
        var convexity = problem.Convexity(iterate.Upper);
        var goal = convexity > 0 ? epsilon * convexity : epsilon;
        var way = new MinimizerGradient(new(mostSteps, goal), LinearKind.ConjugateGradient, mostSteps, epsilon);
        var found = way.Compute(problem, iterate.Upper, iterate.Lower, iterate.Memory.GetValueOrDefault("adjoint"), token);
        var norm = Euclid.Norm(found.Gradient);
        var constant = u == 0 ? Math.Max(norm, 1e-12) / rate
            : iterate.Memory["constant"].item<double>() * (found.Loss <= iterate.Loss + epsilon ? 0.95 : 2);
        return new(u + 1, problem.Project(iterate.Upper.add(found.Gradient, -1 / constant)), found.Lower)
        {
            Loss = found.Loss,
            Warning = found.Warning,
            GradientNorm = norm,
            Handed = found.Handed(iterate.Upper, iterate.Lower),
            Memory = new Dictionary<string, Tensor> { ["adjoint"] = found.Adjoint!, ["constant"] = tensor(constant) },
        };
    }
}
