using Hodl.Core.Hypergradients;
using Hodl.Core.Solvers;

namespace Hodl.Core.Tasks;

/// <summary>A run's problem in float64, as a certificate takes it.</summary>
/// <param name="Problem">The problem, on the CPU.</param>
/// <param name="K">K.</param>
public sealed record CertifiableProblem(LearningProblem Problem, int K)
{
    /// <summary>The run's way to its hypergradient.</summary>
    public IHypergradient Way { get; init; } = new ReverseMode();

    /// <summary>Items of the batch that are enough; 0 takes the batch as it is, for losses that are no mean over items.</summary>
    public int Items { get; init; } = 4;
}
