using Hodl.Core.Linear;
using Hodl.Core.Torch;
using static TorchSharp.torch;

namespace Hodl.Core.Solvers;

/// <summary>∂/∂u of a scalar function by autograd.</summary>
public static class CostGradient
{
    /// <summary>
    /// ∂cost/∂u at u in u's shapes, zeros where cost does not depend on a block. With gradients enabled the result carries
    /// its graph, so that it can be differentiated once more.
    /// </summary>
    /// <param name="cost">A scalar tensor as a function of u.</param>
    /// <param name="u">The point.</param>
    public static State Of(Func<State, Tensor> cost, State u)
    {
        var keepGraph = is_grad_enabled();
        using var graded = enable_grad();

        // Outside of a graph always a fresh leaf: there a view of a parameter says that it requires a gradient and yet gets none.
        var point = u.Map(block => keepGraph && block.requires_grad ? block : block.detach().requires_grad_());
        var value = cost(point);
        if (!value.requires_grad)
        {
            return u.Map(block => zeros_like(block));
        }

        var gradients = Autograd.Grad([value], [.. point.Blocks], createGraph: keepGraph, allowUnused: true);
        return new([.. gradients.Select((gradient, i) => gradient is null || gradient.IsInvalid ? zeros_like(point[i]) : gradient)]);
    }
}
