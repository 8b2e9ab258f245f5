using Hodl.Core.Data;

namespace Hodl.Core.Operators;

/// <summary>
/// An operator D(·, ω), non-expansive in ‖·‖_G for every ω ∈ Ω (Assumption 3.2). ω lives in the implementing module.
/// Once per outer step <see cref="At"/> binds it to a batch and to the present ω.
/// </summary>
public interface IOperator
{
    /// <summary>λ_min(G_lb): a lower bound of the smallest eigenvalue of G_ω that holds for every ω ∈ Ω; bounds s in Eq. (4).</summary>
    double LambdaMin { get; }

    /// <summary>
    /// D(·, ω) for this batch: normalised weights, Gram forms and whatever else the K applications share are computed
    /// here, once, and stay in the autograd graph.
    /// </summary>
    IBoundOperator At(Batch batch);
}
