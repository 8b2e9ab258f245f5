using Hodl.Core.Data;
using Hodl.Core.Linear;
using Hodl.Core.Operators.Numerical;
using Hodl.Core.Torch;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Hodl.Core.Solvers.Baselines;

/// <summary>
/// LISTA (Gregor and LeCun, 2010), the ENA on PG: u^k = S_{θ_k}(W¹_k b + W²_k u^{k−1}) with untied W¹_k [n, m],
/// W²_k [n, n] and θ_k [n], started at PG's own values γ∇²f: W¹ = 2γQᵀ, W² = I − 2γQᵀQ, θ = κγ. θ_k = softplus(θ̂_k) &gt; 0.
/// </summary>
public sealed class Lista : LayerwiseMethod
{
    private readonly Parameter[] input;
    private readonly Parameter[] recurrent;
    private readonly Parameter[] thresholds;

    /// <summary>LISTA with K layers.</summary>
    /// <param name="data">f(u) = ‖Qu − b‖².</param>
    /// <param name="layers">K ≥ 1.</param>
    /// <param name="kappa">κ of the start.</param>
    /// <param name="stepShare">γ of the start as a share of 2/λ_max, in (0, 1).</param>
    public Lista(LeastSquares data, int layers, double kappa, double stepShare)
        : base(nameof(Lista))
    {
        using var ungraded = no_grad();
        using var scope = NewDisposeScope();
        var q = data.Q;
        var gamma = stepShare * 2 / data.Curvature;
        var size = q.shape[1];
        input = new Parameter[layers];
        recurrent = new Parameter[layers];
        thresholds = new Parameter[layers];
        for (var k = 0; k < layers; k++)
        {
            input[k] = Register($"input{k}", (q.t() * (2 * gamma)).contiguous());
            recurrent[k] = Register($"recurrent{k}", eye(size, dtype: q.dtype, device: q.device) - (data.Hessian * gamma));
            var theta = Reparametrization.SoftplusInverse(kappa * gamma);
            thresholds[k] = Register($"threshold{k}", full([size], theta, q.dtype, q.device));
        }
    }

    /// <inheritdoc/>
    public override int Layers => input.Length;

    /// <inheritdoc/>
    protected override Func<int, State, State> Bind(Batch batch) => (k, u) =>
    {
        var z = nn.functional.linear(batch.Input, input[k - 1]) + nn.functional.linear(u[0], recurrent[k - 1]);
        return new State(SoftThreshold.Apply(z, nn.functional.softplus(thresholds[k - 1])));
    };

    private Parameter Register(string name, Tensor value)
    {
        var parameter = Parameters.Of(value);
        register_parameter(name, parameter);
        parameter.DetachFromDisposeScope();
        return parameter;
    }
}
