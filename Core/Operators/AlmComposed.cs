using Hodl.Core.Data;
using Hodl.Core.Operators.Numerical;

namespace Hodl.Core.Operators;

/// <summary>
/// D = D_num ∘ H^{-1/2} D_net H^{1/2} for ALM with a tight frame Q, in a closed form that costs three multiplications by
/// Q instead of nine. D_net acts on z = (z_Q, z_n, z_λ), [B, 3m]: the coordinate of H^{1/2}(u, u_n, λ) along Qᵀ, and the
/// coordinates of u_n and λ; or on z_λ, [B, m], alone. It leaves the complement of the range of Qᵀ as it is. Then
/// (image, u_n) ← M^{-1/2}(z_Q, z_n), u ← u + Qᵀ(change of the image), and ALM's step follows. Non-expansive in H, as
/// D_num is, since D_net is 1-Lipschitz. A conditioned D_net sees b without the noise n⁰(b) of the start.
/// </summary>
public sealed class AlmComposed : LearnedOperator
{
    private readonly ProximalAlm numerical;
    private readonly LearnedOperator network;
    private readonly bool multiplierOnly;

    /// <summary>Composes the two.</summary>
    /// <param name="numerical">D_num, with a tight dictionary.</param>
    /// <param name="network">D_net on one block [B, 3m], or [B, m].</param>
    /// <param name="multiplierOnly">Whether D_net sees z_λ alone.</param>
    public AlmComposed(ProximalAlm numerical, LearnedOperator network, bool multiplierOnly)
        : base(nameof(AlmComposed))
    {
        this.numerical = numerical;
        this.network = network;
        this.multiplierOnly = multiplierOnly;
        register_module("num", numerical);
        register_module("net", network);
    }

    /// <inheritdoc/>
    public override double LambdaMin => numerical.LambdaMin;

    /// <inheritdoc/>
    public override IBoundOperator At(Batch batch)
    {
        var alm = numerical.Bind(batch);
        var seen = numerical.Noise is null ? batch : batch with { Input = batch.Input - numerical.Noise.Start(batch.Input) };
        return new BoundAlmComposed(alm, network.At(seen), multiplierOnly);
    }
}
