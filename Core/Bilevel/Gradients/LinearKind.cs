namespace Hodl.Core.Bilevel.Gradients;

/// <summary>How (∇ₓₓΦ)⁻¹∇ₓℓ is found.</summary>
public enum LinearKind
{
    /// <summary>Conjugate gradients, started at the last q.</summary>
    ConjugateGradient,

    /// <summary>Neumann series with 1/L.</summary>
    Neumann,

    /// <summary>The Hessian as a matrix; small problems.</summary>
    Exact,
}
