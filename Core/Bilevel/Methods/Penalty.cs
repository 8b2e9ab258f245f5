using Hodl.Core.Bilevel.Steps;
using static TorchSharp.torch;

namespace Hodl.Core.Bilevel.Methods;

/// <summary>
/// Penalty (Mehra and Hamm 2021; §5.4): min over (γ, x) of p = ℓ(γ; x) + λ⁽ᵘ⁾‖∇ₓΦ(x; γ)‖² with λ⁽ᵘ⁾ = λ⁽⁰⁾qᵘ → ∞. An
/// upper step first minimises p in x by so many steps of linear conjugate-gradient type (Fletcher–Reeves with a
/// secant line search), ∇ₓp = ∇ₓℓ + 2λ∇ₓₓΦ∇ₓΦ, then takes a step of Adam on ∇_γp = ∇_γℓ + 2λ(∇ₓᵧΦ)ᵀ∇ₓΦ, which at the minimiser in x
/// is the hypergradient up to O(1/λ). No linear equation is solved.
/// </summary>
/// <param name="rate">α_ℓ of Adam.</param>
/// <param name="steps">Steps in x.</param>
/// <param name="first">λ⁽⁰⁾.</param>
/// <param name="growth">q ≥ 1.</param>
public sealed class Penalty(double rate, int steps, double first = 1, double growth = 1.05) : IUpperMethod
{
    private const double MostPenalty = 1e6;
    private const double Probe = 1e-4;
    private readonly AdamStep adam = new(rate);

    /// <inheritdoc/>
    public BilevelIterate Init(IBilevelProblem problem) => new(0, problem.UpperStart(), problem.LowerStart());

    /// <inheritdoc/>
    public BilevelIterate Step(IBilevelProblem problem, BilevelIterate iterate, CancellationToken token)
    {
        var (u, upper) = (iterate.Step, iterate.Upper);
        var weight = Math.Min(MostPenalty, first * Math.Pow(growth, u));
        var x = iterate.Lower.clone();
        Tensor? direction = null;
        var square = 0.0;
        for (var t = 0; t < steps; t++)
        {
            token.ThrowIfCancellationRequested();
            var gradient = OverLower(problem, x, upper, weight).OverLower;
            var norm = Euclid.Dot(gradient, gradient);
            if (norm == 0)
            {
                break;
            }

            direction = direction is null ? gradient.neg() : (direction * (norm / square)) - gradient;
            square = norm;
            if (Euclid.Dot(direction, gradient) >= 0)
            {
                direction = gradient.neg();
            }

            // The secant through the slopes at 0 and at a small step finds the minimum along the line where p is quadratic.
            var slope = Euclid.Dot(direction, gradient);
            var reach = Probe / Math.Max(Math.Sqrt(Euclid.Dot(direction, direction)), double.Epsilon);
            var ahead = Euclid.Dot(direction, OverLower(problem, x.add(direction, reach), upper, weight).OverLower);
            var curvature = (ahead - slope) / reach;
            if (!(curvature > 0))
            {
                break;
            }

            x = x.add(direction, -slope / curvature);
        }

        var (loss, _, over) = OverLower(problem, x, upper, weight);
        var (next, memory) = adam.Next(upper, loss, over, iterate.Memory, u + 1, _ => loss);
        return new(u + 1, problem.Project(next), x) { Loss = loss, GradientNorm = Euclid.Norm(over), Memory = memory, Handed = new(over, upper, iterate.Lower, x) };
    }

    private static (double Loss, Tensor OverLower, Tensor OverUpper) OverLower(IBilevelProblem problem, Tensor x, Tensor upper, double weight)
    {
        var loss = problem.LossGradients(x, upper);
        var gradient = problem.LowerGradient(x, upper);
        using var second = problem.Linearize(x, upper);
        return (
            loss.Loss, loss.OverLower.add(second.Hessian(gradient), 2 * weight), loss.OverUpper.add(second.CrossTransposed(gradient), 2 * weight));
    }
}
