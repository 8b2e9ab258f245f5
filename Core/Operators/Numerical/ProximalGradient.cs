using Hodl.Core.Data;
using Hodl.Core.Operators.WeightedNorms;
using Hodl.Core.Torch;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Hodl.Core.Operators.Numerical;

/// <summary>
/// PG for min f(u) + κ‖u‖₁ (Table 2): D(u) = prox^G_{γκ‖·‖₁}(u − γ G^{-1}∇f(u)), a soft threshold at κγ/G_i.
/// Non-expansive in ‖·‖_G for γ ≤ 2/λ_max(G^{-1/2}∇²f G^{-1/2}). Here G = I, or a learned diagonal with
/// 1 ≤ G_i ≤ <c>MetricUpper</c>, so λ_max(G^{-1/2}∇²f G^{-1/2}) ≤ λ_max(∇²f), and
/// γ = 2/λ_max(∇²f)·sigmoid(γ̂) stays below the bound for every ω. κ = softplus(κ̂) &gt; 0. State: one block [B, n].
/// </summary>
public sealed class ProximalGradient : LearnedOperator
{
    private readonly Parameter gammaHat;
    private readonly Parameter kappaHat;
    private readonly Parameter? metricHat;
    private readonly double metricUpper;

    /// <summary>PG with its own ω.</summary>
    /// <param name="data">f.</param>
    /// <param name="size">n.</param>
    /// <param name="options">Start values, and which are learned.</param>
    /// <param name="dtype">Type of ω.</param>
    /// <param name="device">Place of ω.</param>
    public ProximalGradient(IDataTerm data, long size, ProximalGradientOptions options, ScalarType dtype, Device device)
        : base(nameof(ProximalGradient))
    {
        Data = data;
        metricUpper = options.MetricUpper;
        gammaHat = Reparametrization.Scalar(Reparametrization.Logit(options.StepShare), options.LearnStep, dtype, device);
        kappaHat = Reparametrization.Scalar(Reparametrization.SoftplusInverse(options.Kappa), options.LearnKappa, dtype, device);
        register_parameter("gamma_hat", gammaHat);
        register_parameter("kappa_hat", kappaHat);
        if (metricUpper > 1)
        {
            metricHat = Parameters.Of(full([size], Reparametrization.Logit(options.MetricShare), dtype, device));
            register_parameter("metric_hat", metricHat);
        }
    }

    /// <summary>f.</summary>
    public IDataTerm Data { get; }

    /// <summary>γ, a scalar tensor in (0, 2/λ_max).</summary>
    public Tensor Gamma => gammaHat.sigmoid() * (2 / Data.Curvature);

    /// <summary>κ, a scalar tensor &gt; 0.</summary>
    public Tensor Kappa => nn.functional.softplus(kappaHat);

    /// <summary>diag G, [n], in [1, MetricUpper]; null when G = I.</summary>
    public Tensor? Diagonal => metricHat is null ? null : (metricHat.sigmoid() * (metricUpper - 1)) + 1.0;

    /// <inheritdoc/>
    public override IBoundOperator At(Batch batch)
    {
        var gradient = Data.GradientAt(batch);
        var diagonal = Diagonal;
        var step = diagonal is null ? Gamma : Gamma / diagonal;  // γ G^{-1}: a scalar or [n]
        var threshold = Kappa * step;
        IWeightedNorm g = diagonal is null ? EuclideanNorm.Instance : new BlockDiagonal(new DiagonalMetric(diagonal));
        return new BoundProximalGradient(gradient, step, threshold, g);
    }
}
