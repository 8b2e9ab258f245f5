namespace Hodl.Core.Hypergradients;

/// <summary>What a certificate says of the very vector that a run handed to its optimizer.</summary>
public enum RunVerdict
{
    /// <summary>Not asked: the certificate is from a version that looked at the method's formula alone.</summary>
    FormulaOnly,

    /// <summary>Off by at most 1e-5, each tensor of ω on its own included.</summary>
    Exact,

    /// <summary>Off by at most 1e-2.</summary>
    Accurate,

    /// <summary>Off by more, for reasons that are named, and still an ascent direction.</summary>
    Approximate,

    /// <summary>No ascent direction, zero, NaN, a tensor with the wrong sign, or a formula that is wrong.</summary>
    Wrong,

    /// <summary>There is no vector, or no reference to hold it against; the reason says which.</summary>
    Undecided,
}
