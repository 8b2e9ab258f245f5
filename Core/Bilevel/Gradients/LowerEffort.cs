namespace Hodl.Core.Bilevel.Gradients;

/// <summary>How far the lower level is solved.</summary>
/// <param name="Steps">The most steps.</param>
/// <param name="Tolerance">‖∇ₓΦ‖₂ at which it ends before; 0 takes all steps.</param>
/// <param name="Kind">By which descent; null leaves the problem its own solver.</param>
public sealed record LowerEffort(int Steps, double Tolerance = 0, DescentKind? Kind = null)
{
    /// <summary>α; null for 1/L.</summary>
    public double? Rate { get; init; }

    /// <summary>Solves.</summary>
    public LowerSolution Solve(IBilevelProblem problem, TorchSharp.torch.Tensor upper, TorchSharp.torch.Tensor start, CancellationToken token) =>
        Kind is { } kind
            ? LowerDescent.Run(problem, kind, upper, start, Tolerance, Steps, token, Rate)
            : problem.Solve(upper, start, Tolerance, Steps, token);
}
