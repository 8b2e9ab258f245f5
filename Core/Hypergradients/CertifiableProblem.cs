using Hodl.Core.Solvers;
using static TorchSharp.torch;

namespace Hodl.Core.Hypergradients;

/// <summary>A run's problem in float64 with the settings that the run has, as a certificate takes it.</summary>
/// <param name="Problem">The problem, on the CPU.</param>
/// <param name="K">K.</param>
public sealed record CertifiableProblem(LearningProblem Problem, int K)
{
    /// <summary>The run's way to its hypergradient, with its own steps, tolerances and starts.</summary>
    public IHypergradient Way { get; init; } = new ReverseMode();

    /// <summary>Items of the batch on which differences are enough; 0 takes the batch as it is, for losses that are no mean over items.</summary>
    public int Items { get; init; } = 4;

    /// <summary>Rows and columns of an image batch on which differences are enough; 0 takes all.</summary>
    public int Side { get; init; }

    /// <summary>The formula of an upper-level method on its problem; null where Algorithm 1 trains.</summary>
    public IUpperFormula? Own { get; init; }

    /// <summary>
    /// φ at any γ near the vector's own, for methods of a lower level with corners, which autograd does not reach: the reference then is
    /// a difference along each number of γ. Null elsewhere.
    /// </summary>
    public Func<StepGradient, Tensor, CancellationToken, double>? Value { get; init; }
}
