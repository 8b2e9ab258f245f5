using Hodl.Core.Imaging;
using Hodl.Core.Kernels;
using Hodl.Core.Linear;
using Hodl.Core.Solvers;
using static TorchSharp.torch;

namespace Hodl.Core.Bilevel.Filters;

/// <summary>
/// ∇Φ linearised at x: ∇²Φ q = AᵀA q + Σ s_k C_kᵀ diag(φ″(C_k x)) C_k q, and the mixed derivatives over β (those over s
/// times s) and over c.
/// </summary>
internal sealed class FilterLinearization : ILinearization
{
    private readonly FilterParameters parameters;
    private readonly IFilterBank bank;
    private readonly IForwardModel model;

    public FilterLinearization(FilterParameters parameters, IFilterBank bank, IForwardModel model, Tensor x)
    {
        (this.parameters, this.bank, this.model) = (parameters, bank, model);
        bank.Linearize(x.detach().contiguous());
    }

    public bool IsSymmetric => true;

    public int Products { get; private set; }

    public int TransposedProducts => 0;

    public State Apply(State q)
    {
        using var ungraded = no_grad();
        Products++;
        return new(bank.Product(q[0].contiguous()).add_(model.Normal(q[0])));
    }

    public State ApplyTransposed(State v) => Apply(v);

    public Tensor?[] OverOmega(State q)
    {
        using var ungraded = no_grad();
        var (overFilters, overStrengths) = bank.Mixed(q[0].contiguous());
        var gradients = new List<Tensor?>();
        if (parameters.Beta.requires_grad)
        {
            gradients.Add(overStrengths.mul_(parameters.Strengths()));
        }

        if (parameters.Filters.requires_grad)
        {
            gradients.Add(overFilters);
        }

        return [.. gradients];
    }
}
