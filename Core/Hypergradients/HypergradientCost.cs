namespace Hodl.Core.Hypergradients;

/// <summary>What one hypergradient took, and how far its own equations were solved.</summary>
public sealed record HypergradientCost
{
    /// <summary>Seconds.</summary>
    public double Seconds { get; init; }

    /// <summary>
    /// The most by which the bytes of this thread's tensors grew meanwhile; 0 where nobody measured them (PeakMemory).
    /// </summary>
    public long PeakBytes { get; init; }

    /// <summary>Inner steps taken.</summary>
    public int InnerSteps { get; init; }

    /// <summary>Products with the transposed Jacobian of a step or of the equation, or with the Hessian of a cost.</summary>
    public int VectorJacobianProducts { get; init; }

    /// <summary>Products with the Jacobian itself.</summary>
    public int JacobianVectorProducts { get; init; }

    /// <summary>Steps of the linear solver; 0 without one.</summary>
    public int LinearSteps { get; init; }

    /// <summary>‖b − Aq‖/‖b‖ of the linear equation that the method solves, computed anew at its end; null without one.</summary>
    public double? LinearResidual { get; init; }

    /// <summary>What the numbers cannot say: graphs that are cut, a solver that stopped early. Empty when all is well.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];
}
