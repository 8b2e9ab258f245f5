using Hodl.Core.Data;
using Hodl.Core.Solvers;

namespace Hodl.Core.Hypergradients;

/// <summary>A way to get ∂φ_K/∂ω.</summary>
public interface IHypergradient
{
    /// <summary>As shown, such as <c>conjugate gradients</c>.</summary>
    string Name { get; }

    /// <summary>
    /// The same with every approximation of its own taken to its end: all steps differentiated, the linear equation solved.
    /// A certificate uses it to tell which approximation causes an error. Exact methods give themselves back.
    /// </summary>
    IHypergradient Refined() => this;

    /// <summary>Whether it takes u^K for a fixed point, so that it is right only where K steps reach one.</summary>
    bool TakesMinimizer => false;

    /// <summary>
    /// Whether it is reverse mode through all K steps, so that <see cref="CheckpointedReverse"/> gives the same numbers in less
    /// memory. Every other way is another hypergradient, which must not become reverse mode unasked.
    /// </summary>
    bool IsReverseMode => false;

    /// <summary>
    /// Whether it knows this problem. Fused adjoints say yes to the operators they were written for; reverse mode to all.
    /// </summary>
    bool Applies(LearningProblem problem);

    /// <summary>φ_K(ω), ∂φ_K/∂ω and u^K at the present ω.</summary>
    /// <param name="problem">The problem.</param>
    /// <param name="batch">The batch of the outer step.</param>
    /// <param name="k">K.</param>
    /// <param name="trace">Takes the inner curves; null for none.</param>
    /// <param name="token">Checked once an inner step.</param>
    /// <exception cref="OperationCanceledException">The token asked to stop.</exception>
    Hypergradient Compute(LearningProblem problem, Batch batch, int k, InnerTrace? trace, CancellationToken token);
}
