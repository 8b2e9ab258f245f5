using Hodl.Core.Linear;
using Hodl.Core.Solvers;
using Hodl.Core.Torch;
using static TorchSharp.torch;

namespace Hodl.Core.Hypergradients;

/// <summary>
/// The equation F(u, ω) = 0 of a lower level, linearised at one point: products with A = (∂F/∂u)ᵀ, with Aᵀ, and with
/// (∂F/∂ω)ᵀ, from one graph. Lives within the caller's dispose scope.
/// </summary>
internal sealed class AdjointSystem : ILinearization
{
    private readonly State point;
    private readonly State equation;
    private readonly IReadOnlyList<Tensor> omega;
    private State? dummy;
    private IList<Tensor>? twice;

    /// <summary>Linearises at u.</summary>
    public AdjointSystem(IStationarySolver solver, State u, IReadOnlyList<Tensor> omega)
    {
        using var graded = enable_grad();
        this.omega = omega;
        IsSymmetric = solver.IsSymmetric;
        point = u.Map(block => block.detach().requires_grad_());
        equation = solver.Equation(point);
    }

    /// <inheritdoc/>
    public bool IsSymmetric { get; }

    /// <inheritdoc/>
    public int Products { get; private set; }

    /// <inheritdoc/>
    public int TransposedProducts { get; private set; }

    /// <inheritdoc/>
    public State Apply(State q)
    {
        Products++;
        return Pull(q, point.Blocks);
    }

    /// <summary>Aᵀ·v = (∂F/∂u) v; by differentiating the product above once more in q where A is not symmetric. The first call sets that up and belongs outside of a loop's own dispose scope.</summary>
    public State ApplyTransposed(State v)
    {
        if (IsSymmetric)
        {
            return Apply(v);
        }

        TransposedProducts++;
        using var graded = enable_grad();
        dummy ??= equation.Map(block => zeros_like(block).requires_grad_());
        twice ??= [.. Gradients(point.Blocks, dummy, create: true)];
        var live = twice.Select((gradient, i) => (gradient, i)).Where(pair => pair.gradient is { IsInvalid: false, requires_grad: true }).ToArray();
        var result = Autograd.Grad([.. live.Select(pair => pair.gradient)], [.. dummy.Blocks], [.. live.Select(pair => v[pair.i])], retainGraph: true, allowUnused: true);
        return new([.. result.Select((value, i) => value is { IsInvalid: false } ? value : zeros_like(v[i]))]);
    }

    /// <inheritdoc/>
    public Tensor?[] OverOmega(State q)
    {
        using var graded = enable_grad();
        return [.. Gradients(omega, q, create: false).Select(gradient => gradient is { IsInvalid: false } ? gradient : null)];
    }

    private State Pull(State q, IReadOnlyList<Tensor> inputs)
    {
        using var graded = enable_grad();
        return new([.. Gradients(inputs, q, create: false).Select((gradient, i) => gradient is { IsInvalid: false } ? gradient : zeros_like(inputs[i]).detach())]);
    }

    private IList<Tensor> Gradients(IReadOnlyList<Tensor> inputs, State weights, bool create)
    {
        var live = equation.Blocks.Select((block, i) => (block, i)).Where(pair => pair.block.requires_grad).ToArray();
        return live.Length == 0
            ? new Tensor[inputs.Count]
            : Autograd.Grad([.. live.Select(pair => pair.block)], [.. inputs], [.. live.Select(pair => weights[pair.i])], retainGraph: true, createGraph: create, allowUnused: true);
    }
}
