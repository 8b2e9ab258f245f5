namespace Hodl.Core.Operators.Networks;

/// <summary>The search space of the low-light network (Section 6.2).</summary>
public enum SearchOperation
{
    /// <summary>1×1 convolution.</summary>
    Convolution1,

    /// <summary>3×3 convolution.</summary>
    Convolution3,

    /// <summary>½(x + 1×1 convolution).</summary>
    Residual1,

    /// <summary>½(x + 3×3 convolution).</summary>
    Residual3,

    /// <summary>3×3 convolution, dilation 2.</summary>
    Dilated3,

    /// <summary>½(x + 3×3 convolution, dilation 2).</summary>
    ResidualDilated3,

    /// <summary>x.</summary>
    Skip,
}
