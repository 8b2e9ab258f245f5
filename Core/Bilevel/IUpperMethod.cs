namespace Hodl.Core.Bilevel;

/// <summary>
/// An upper-level method or a searcher: a pure step from iterate to iterate. All of its memory is in the iterate, so that a
/// resumed run goes on bit for bit; whatever is random follows from its seed and the iterate's step.
/// </summary>
public interface IUpperMethod
{
    /// <summary>The iterate at step 0.</summary>
    BilevelIterate Init(IBilevelProblem problem);

    /// <summary>One upper-level step, or one trial (generation) of a searcher. Tensors of the result belong to the caller's dispose scope.</summary>
    /// <param name="problem">The problem.</param>
    /// <param name="iterate">Where it stands; stays as it is.</param>
    /// <param name="token">Checked once a lower-level step.</param>
    /// <exception cref="OperationCanceledException">The token asked to stop.</exception>
    BilevelIterate Step(IBilevelProblem problem, BilevelIterate iterate, CancellationToken token);

    /// <summary>The same method with other random draws; null where nothing is drawn.</summary>
    /// <param name="draw">Which, ≥ 1.</param>
    IUpperMethod? Redrawn(int draw) => null;
}
