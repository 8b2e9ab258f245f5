namespace Hodl.Core.Operators.Numerical;

/// <summary>
/// What the linearised methods for min κ‖u‖₁ + Σ w(b_i)|u_{n,i}| s.t. Qu + u_n = b share: Q, their step sizes inside the
/// bounds of <see cref="AlmParameters"/>, and the weights w. State (u, u_n, λ), [B, n], [B, m], [B, m].
/// </summary>
public abstract class LinearizedMethod : LearnedOperator
{
    /// <summary>A method with its own ω.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="dictionary">Q.</param>
    /// <param name="options">Start values.</param>
    /// <param name="noise">w; null for w = 1.</param>
    protected LinearizedMethod(string name, PatchAtoms dictionary, AlmOptions options, ImpulseModel? noise)
        : base(name)
    {
        Dictionary = dictionary;
        Hyper = new AlmParameters(dictionary.Bind(), options);
        Noise = noise;
        register_module("dictionary", dictionary);
        register_module("steps", Hyper);
        if (noise is not null)
        {
            register_module("noise", noise);
        }
    }

    /// <summary>Q.</summary>
    public PatchAtoms Dictionary { get; }

    /// <summary>w and n⁰; null for w = 1 and a start elsewhere.</summary>
    public ImpulseModel? Noise { get; }

    /// <inheritdoc/>
    public override double LambdaMin => Hyper.LambdaMin;

    /// <summary>β, θ, κ.</summary>
    protected AlmParameters Hyper { get; }
}
