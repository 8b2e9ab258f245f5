namespace Hodl.Core.Imaging;

/// <summary>How an image goes on beyond its border.</summary>
public enum Border
{
    /// <summary>Periodically, so that a blur is diagonal in the Fourier domain.</summary>
    Circular,

    /// <summary>Mirrored, the border pixel itself repeated (MATLAB's <c>symmetric</c>).</summary>
    Reflected,
}
