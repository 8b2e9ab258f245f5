using Hodl.Core.Bilevel.Gradients;
using Hodl.Core.Bilevel.Steps;
using static TorchSharp.torch;

namespace Hodl.Core.Bilevel.Methods;

/// <summary>
/// The double loop of §5.1: solve the lower level from the last iterate, take a gradient of chapter 4, take an upper-level
/// step, project. <c>ift</c>, <c>unrolled</c>, <c>forward</c>, <c>piggyback</c>, <c>jacobian-free</c>, <c>single-level</c> and
/// <c>bregman</c> differ in the gradient alone; AID-BiO and ITD-BiO of Ji, Yang and Liang (Alg. 3's caption) are this loop with a
/// fixed T, warm starts and gradient descent.
/// </summary>
/// <param name="gradient">∇ℓ.</param>
/// <param name="step">The upper-level step.</param>
/// <param name="warmStart">Whether the lower level goes on from the last iterate; otherwise it starts at x⁽⁰⁾.</param>
/// <param name="evaluation">How far line searches solve the lower level.</param>
public sealed class DoubleLoop(IBilevelGradient gradient, IUpperStep step, LowerEffort evaluation, bool warmStart = true) : IUpperMethod
{
    private const string Adjoint = "adjoint";
    private const string Prefix = "step.";

    /// <inheritdoc/>
    public BilevelIterate Init(IBilevelProblem problem) => new(0, problem.UpperStart(), problem.LowerStart());

    /// <inheritdoc/>
    public BilevelIterate Step(IBilevelProblem problem, BilevelIterate iterate, CancellationToken token)
    {
        var start = warmStart ? iterate.Lower : problem.LowerStart();
        var found = gradient.Compute(problem, iterate.Upper, start, iterate.Memory.GetValueOrDefault(Adjoint), token);
        var own = iterate.Memory.Where(pair => pair.Key.StartsWith(Prefix, StringComparison.Ordinal)).ToDictionary(pair => pair.Key[Prefix.Length..], pair => pair.Value);
        var (next, memory) = step.Next(iterate.Upper, found.Loss, found.Gradient, own, iterate.Step + 1, upper => Evaluate(problem, upper, found.Lower, token));
        var kept = memory.ToDictionary(pair => Prefix + pair.Key, pair => pair.Value);
        if (found.Adjoint is { } adjoint)
        {
            kept[Adjoint] = adjoint;
        }

        return new(iterate.Step + 1, problem.Project(next), found.Lower)
        {
            Loss = found.Loss,
            GradientNorm = Euclid.Norm(found.Gradient),
            Warning = found.Warning,
            Memory = kept,
            Handed = found.Handed(iterate.Upper, start),
        };
    }

    private double Evaluate(IBilevelProblem problem, Tensor upper, Tensor start, CancellationToken token)
    {
        using var scope = NewDisposeScope();
        var allowed = problem.Project(upper);
        return problem.Loss(evaluation.Solve(problem, allowed, start, token).X, allowed);
    }
}
