using Hodl.Core.Data;
using Hodl.Core.Linear;
using Hodl.Core.Operators.Numerical;
using Hodl.Core.Torch;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Hodl.Core.Solvers.Baselines;

/// <summary>
/// The ENA on constrained sparse coding after D-LADMM (Xie et al., ICML 2019), with untied layers k = 1…K:
/// u^k = soft(u − W_kᵀ(λ + β_k∘(Qu + u_n − b)), t_k), u_n^k = soft(u_n − η_k∘(λ + β_k∘(Q· + u_n − b)), η_k),
/// λ^k = λ + β_k∘(Qu^k + u_n^k − b), with W_k [m, n], t_k [n], β_k and η_k [m] learned, Q fixed. In u_n's step Q· is Qu
/// (ALM: both blocks at once) or Qu^k (ADMM: one after the other). Starts at the linearised method's own values.
/// t, β, η are their start times exp(12·what is learned), so positive. With learned weights w the threshold of u_n is
/// η_k∘w(b), as in the other methods; D-LADMM as published has none. State (u, u_n, λ).
/// </summary>
public sealed class DLadmm : LayerwiseMethod
{
    /// <summary>How the names of W_1 … W_K in ω begin.</summary>
    public const string MatrixPrefix = "matrix";

    private const double Gain = 12;
    private readonly BoundAtoms dictionary;
    private readonly bool sequential;
    private readonly ImpulseModel? noise;
    private readonly double beta;
    private readonly double kappa;
    private readonly double tau;
    private readonly Layer[] layers;

    /// <summary>D-LADMM with K layers.</summary>
    /// <param name="dictionary">Q.</param>
    /// <param name="count">K ≥ 1.</param>
    /// <param name="sequential">ADMM's order instead of ALM's.</param>
    /// <param name="options">β and κ at the start.</param>
    /// <param name="noise">w; null for w = 1.</param>
    public DLadmm(BoundAtoms dictionary, int count, bool sequential, AlmOptions options, ImpulseModel? noise = null)
        : base(nameof(DLadmm))
    {
        this.dictionary = dictionary;
        this.sequential = sequential;
        this.noise = noise;
        using var ungraded = no_grad();
        using var scope = NewDisposeScope();
        var q = dictionary.Q;
        (beta, kappa) = (options.Beta, options.Kappa);
        tau = AlmParameters.Budget / (options.Beta * (dictionary.NormSquared + 1));
        layers = [.. Enumerable.Range(0, count).Select(k => new Layer(
            Register($"{MatrixPrefix}{k}", (q * tau).contiguous()),
            Register($"threshold{k}", zeros(q.shape[1], q.dtype, q.device)),
            Register($"beta{k}", zeros(q.shape[0], q.dtype, q.device)),
            Register($"eta{k}", zeros(q.shape[0], q.dtype, q.device))))];
        if (noise is not null)
        {
            register_module("noise", noise);
        }
    }

    /// <inheritdoc/>
    public override int Layers => layers.Length;

    /// <inheritdoc/>
    protected override Func<int, State, State> Bind(Batch batch)
    {
        var weights = noise?.Weights(batch.Input);
        return (k, u) => Step(layers[k - 1], u, batch.Input, weights);
    }

    private State Step(Layer layer, State state, Tensor b, Tensor? weights)
    {
        var (u, un, lambda) = (state[0], state[1], state[2]);
        var penalty = Positive(layer.Beta, beta);
        var eta = Positive(layer.Eta, tau);
        var r = lambda + (penalty * (dictionary.Synthesize(u) + un - b));
        var u1 = SoftThreshold.Apply(u - r.MatMul(layer.W), Positive(layer.Threshold, tau * kappa));
        var image = dictionary.Synthesize(u1);
        var rn = sequential ? lambda + (penalty * (image + un - b)) : r;
        var noise1 = SoftThreshold.Apply(un - (eta * rn), weights is null ? eta : eta * weights);
        return new(u1, noise1, lambda + (penalty * (image + noise1 - b)));
    }

    private static Tensor Positive(Tensor learned, double start) => (learned * Gain).exp() * start;

    private Parameter Register(string name, Tensor value)
    {
        var parameter = Parameters.Of(value);
        register_parameter(name, parameter);
        parameter.DetachFromDisposeScope();
        return parameter;
    }

    private sealed record Layer(Parameter W, Parameter Threshold, Parameter Beta, Parameter Eta);
}
