using Hodl.Core.Data;
using static TorchSharp.torch;

namespace Hodl.Core.Operators.Numerical;

/// <summary>The smooth part f of an objective.</summary>
public interface IDataTerm
{
    /// <summary>λ_max(∇²f), an upper bound that is tight to rounding; the Lipschitz constant of ∇f.</summary>
    double Curvature { get; }

    /// <summary>u ↦ ∇f(u) for a batch, with what does not depend on u computed once.</summary>
    Func<Tensor, Tensor> GradientAt(Batch batch);

    /// <summary>f(u) for each item, [B].</summary>
    Tensor Value(Tensor u, Batch batch);
}
