using Hodl.Core.Torch;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Hodl.Core.Bilevel.Filters;

/// <summary>
/// γ = (β, c) of the review's (Ex), with what warm starts carry from one upper step to the next: the minimiser x̂ and the
/// adjoint q. These are buffers, so that a checkpoint holds them and a resumed run goes on bit for bit.
/// </summary>
public sealed class FilterParameters : LearnedModule
{
    /// <summary>Takes the start.</summary>
    /// <param name="filters">c, [K, 1, kh, kw].</param>
    /// <param name="beta0">β0, not learned.</param>
    /// <param name="part">What is learned.</param>
    /// <param name="observation">Where x̂ starts, [B, 1, H, W]; q starts at 0.</param>
    public FilterParameters(Tensor filters, double beta0, LearnedPart part, Tensor observation)
        : base(nameof(FilterParameters))
    {
        Beta0 = beta0;
        Beta = Parameters.Of(zeros(filters.shape[0], filters.dtype, filters.device), part != LearnedPart.Filters);
        Filters = Parameters.Of(filters.clone(), part != LearnedPart.Strengths);
        (Minimizer, Adjoint) = (observation.detach().clone(), zeros_like(observation));
        register_parameter("beta", Beta);
        register_parameter("filters", Filters);
        Beta.DetachFromDisposeScope();
        Filters.DetachFromDisposeScope();
        register_buffer("minimizer", Minimizer);
        register_buffer("adjoint", Adjoint);
    }

    /// <summary>β0.</summary>
    public double Beta0 { get; }

    /// <summary>β, [K]; 0 at the start.</summary>
    public Parameter Beta { get; }

    /// <summary>c, [K, 1, kh, kw].</summary>
    public Parameter Filters { get; }

    /// <summary>x̂ of the last upper step.</summary>
    public Tensor Minimizer { get; }

    /// <summary>q of the last upper step.</summary>
    public Tensor Adjoint { get; }

    /// <summary>s_k = e^{β0 + βk}, [K], part of the graph.</summary>
    public Tensor Strengths() => (Beta + Beta0).exp();

    /// <summary>e^{βk} ‖c_k‖₂, (D.1) without the common factor e^{β0}, [K].</summary>
    public double[] EffectiveStrengths()
    {
        using var ungraded = no_grad();
        using var scope = NewDisposeScope();
        return (Beta.exp() * Filters.flatten(1).square().sum([1]).sqrt()).to(float64).cpu().ToArray<double>();
    }
}
