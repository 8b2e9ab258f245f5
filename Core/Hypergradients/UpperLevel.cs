using Hodl.Core.Data;
using Hodl.Core.Linear;
using Hodl.Core.Solvers;
using Hodl.Core.Torch;
using static TorchSharp.torch;

namespace Hodl.Core.Hypergradients;

/// <summary>ℓ at one u with its two partial gradients.</summary>
/// <param name="Phi">ℓ(u, ω).</param>
/// <param name="OverU">∂ℓ/∂u in the shapes of u.</param>
/// <param name="OverOmega">∂ℓ/∂ω, null where ℓ does not read a parameter itself.</param>
/// <param name="ReadsU">Whether a graph leads from ℓ to u.</param>
internal sealed record UpperLevel(double Phi, State OverU, Tensor?[] OverOmega, bool ReadsU)
{
    /// <summary>Evaluates at a point outside of any graph.</summary>
    public static UpperLevel At(LearningProblem problem, State u, Batch batch)
    {
        using var graded = enable_grad();
        var point = u.Map(block => block.detach().requires_grad_());
        var omega = problem.Learned();
        var value = problem.Loss.Value(point, batch);
        var phi = value.detach().to(float64).cpu().item<double>();
        if (!value.requires_grad)
        {
            return new(phi, u.Map(block => zeros_like(block)), new Tensor?[omega.Count], false);
        }

        // A loss may read what the solver's binding computed from ω, so that part of the graph is still needed.
        var gradients = Autograd.Grad([value], [.. point.Blocks, .. omega], retainGraph: true, allowUnused: true);
        Tensor?[] known = [.. gradients.Select(gradient => gradient is { IsInvalid: false } ? gradient : null)];
        return new(
            phi, new([.. known.Take(u.Count).Select((gradient, i) => gradient ?? zeros_like(u[i]))]), known[u.Count..],
            known.Take(u.Count).Any(gradient => gradient is not null));
    }
}
