using Hodl.Core.Data;
using Hodl.Core.Linear;
using static TorchSharp.torch;

namespace Hodl.Core.Solvers;

/// <summary>The upper level's ℓ(u, ω) on a batch.</summary>
public interface ILoss
{
    /// <summary>Whether it reads <see cref="Batch.Target"/>; such a loss cannot steer iterations at test time.</summary>
    bool NeedsTarget { get; }

    /// <summary>ℓ(u, ω), a scalar tensor.</summary>
    Tensor Value(State u, Batch batch);

    /// <summary>∂ℓ/∂u, differentiable once more in u and ω.</summary>
    State Gradient(State u, Batch batch);

    /// <summary>L_ℓ: the Lipschitz constant of ∂ℓ/∂u in the Euclidean norm, which bounds s in Eq. (4).</summary>
    double Smoothness(Batch batch);
}
