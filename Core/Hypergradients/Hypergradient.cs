using Hodl.Core.Linear;
using Hodl.Core.Solvers;
using static TorchSharp.torch;

namespace Hodl.Core.Hypergradients;

/// <summary>φ_K(ω) with its gradient.</summary>
/// <param name="Phi">φ_K(ω) = ℓ(u^K(ω), ω), Eq. (7).</param>
/// <param name="Gradients">∂φ_K/∂ω, one tensor for each learned parameter of ω in its order; null where φ_K does not depend on it.</param>
/// <param name="Solve">u^K (outside of the graph) and how the inner loop ended.</param>
public sealed record Hypergradient(double Phi, IReadOnlyList<Tensor?> Gradients, SolveResult Solve) : IDisposable
{
    /// <summary>What it took.</summary>
    public HypergradientCost Cost { get; init; } = new();

    /// <summary>The solution q of the linear equation of an implicit method, which can start the next one; null otherwise.</summary>
    public State? Adjoint { get; init; }

    /// <summary>‖∂φ_K/∂ω‖₂ over all parameters.</summary>
    public double Norm()
    {
        using var ungraded = no_grad();
        using var scope = NewDisposeScope();
        return Math.Sqrt(Gradients.Sum(gradient => gradient is null ? 0 : gradient.to(float64).square().sum().cpu().item<double>()));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var gradient in Gradients)
        {
            gradient?.Dispose();
        }

        Solve.U.Dispose();
        Adjoint?.Dispose();
    }
}
