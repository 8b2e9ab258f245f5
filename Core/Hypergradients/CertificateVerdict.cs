namespace Hodl.Core.Hypergradients;

/// <summary>How a certificate ended.</summary>
public enum CertificateVerdict
{
    /// <summary>The hypergradient agrees with central differences and with forward mode within the threshold.</summary>
    Passed,

    /// <summary>It does not; the reason names the cause where it was found.</summary>
    Failed,

    /// <summary>The differences themselves are too uncertain to tell, or there is no hypergradient to check.</summary>
    Undecided,
}
