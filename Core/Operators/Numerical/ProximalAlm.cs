namespace Hodl.Core.Operators.Numerical;

/// <summary>
/// ALM, proximal and linearised, for min κ‖u‖₁ + ‖u_n‖₁ s.t. Qu + u_n = b (Table 2). State (u, u_n, λ), [B, n], [B, m],
/// [B, m]; with r = λ + β(Qu + u_n − b):
/// u⁺ = soft(u − τ_u Qᵀr, τ_u κ), u_n⁺ = soft(u_n − τ_n r, τ_n), λ⁺ = λ + β(Qu⁺ + u_n⁺ − b).
/// One step of the proximal point method, so firmly non-expansive in H = blockdiag(P − βAᵀA, I/β), A = [Q I],
/// P = blockdiag(I/τ_u, I/τ_n); <see cref="AlmParameters"/> keeps H ≻ 0 for every ω. ω: β, θ, κ, and W of a learned Q.
/// </summary>
public sealed class ProximalAlm : LearnedOperator
{
    private readonly AlmParameters hyper;

    /// <summary>ALM with its own ω.</summary>
    /// <param name="dictionary">Q.</param>
    /// <param name="options">Start values.</param>
    public ProximalAlm(PatchAtoms dictionary, AlmOptions options)
        : base(nameof(ProximalAlm))
    {
        Dictionary = dictionary;
        hyper = new AlmParameters(dictionary.Bind(), options);
        register_module("dictionary", dictionary);
        register_module("steps", hyper);
    }

    /// <summary>Q.</summary>
    public PatchAtoms Dictionary { get; }

    /// <inheritdoc/>
    public override double LambdaMin => hyper.LambdaMin;

    /// <summary>D_num for this batch, as its own type.</summary>
    public BoundProximalAlm Bind(Batch batch)
    {
        var dictionary = Dictionary.Bind();
        return new(dictionary, hyper.Bind(dictionary), batch.Input);
    }

    /// <inheritdoc/>
    public override IBoundOperator At(Batch batch) => Bind(batch);
}
