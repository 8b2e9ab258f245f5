namespace Hodl.Core.Solvers;

/// <summary>Why an inner loop ended. Every one of them is a result, none an error.</summary>
public enum StopReason
{
    /// <summary>All K steps were taken.</summary>
    ReachedK,

    /// <summary>The residual fell to the tolerance.</summary>
    Converged,

    /// <summary>A layer-wise network has no further layer.</summary>
    LayersExhausted,

    /// <summary>The residual is NaN or infinite.</summary>
    NonFinite,
}
