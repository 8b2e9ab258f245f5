using Hodl.Core.Imaging;
using Hodl.Core.Kernels;
using Hodl.Core.Linear;
using Hodl.Core.Solvers;
using static TorchSharp.torch;

namespace Hodl.Core.Bilevel.Filters;

/// <summary>
/// The lower level of (Ex) for one observation and one γ, Φ(x; γ) = ½‖A x − y‖² + Σ_k s_k Σ φ(c_k ∗ x): gradients with their
/// graph where gradients are enabled, by the filter bank where they are not, and second derivatives by the bank's own products.
/// </summary>
internal sealed class FilterSolver : MomentumDescent
{
    private readonly FilterParameters parameters;
    private readonly IForwardModel model;
    private readonly Func<IFilterBank> bank;

    /// <param name="parameters">γ.</param>
    /// <param name="regularizer">R at γ, with its graph.</param>
    /// <param name="bank">A bank that is bound to γ when it is asked for.</param>
    /// <param name="model">A.</param>
    /// <param name="y">The observation.</param>
    /// <param name="lipschitz">L.</param>
    /// <param name="options">The method.</param>
    public FilterSolver(
        FilterParameters parameters, FilterRegularizer regularizer, Func<IFilterBank> bank, IForwardModel model, Tensor y, Tensor lipschitz, FilterOptions options)
        : base(Gradient(regularizer, bank, model, y), lipschitz, options.Momentum, options.Restart) =>
        (this.parameters, this.model, this.bank) = (parameters, model, bank);

    /// <inheritdoc/>
    public override ILinearization Linearize(State u) => new FilterLinearization(parameters, bank(), model, u[0]);

    private static Func<Tensor, Tensor> Gradient(FilterRegularizer regularizer, Func<IFilterBank> bank, IForwardModel model, Tensor y)
    {
        Tensor Misfit(Tensor x) => model is IdentityModel ? x - y : model.Adjoint(model.Apply(x) - y);
        return x => is_grad_enabled() ? Misfit(x) + regularizer.Gradient(x) : bank().Gradient(x.contiguous()).add_(Misfit(x));
    }
}
