namespace Hodl.Core.Tasks;

/// <summary>(u, u_n, λ)^0 of the learned methods on constrained sparse coding; plain ALM starts at 0.</summary>
public enum CodingStart
{
    /// <summary>(0, 0, 0).</summary>
    Zero,

    /// <summary>(Q⁺b, 0, 0): the observation itself.</summary>
    Observation,

    /// <summary>(Q⁺(b − n⁰), n⁰, 0) with n⁰ = n⁰(b), learned (<see cref="Operators.Numerical.ImpulseModel"/>). Both this and the observation meet the constraint.</summary>
    Learned,
}
