namespace Hodl.Core.Metrics;

/// <summary>Which direction of a metric is better.</summary>
public enum Better
{
    /// <summary>Neither.</summary>
    None,

    /// <summary>Higher, such as PSNR.</summary>
    Higher,

    /// <summary>Lower, such as a loss.</summary>
    Lower,
}
