namespace Hodl.Core.Bilevel;

/// <summary>How the lower level is descended.</summary>
public enum DescentKind
{
    /// <summary>Gradient descent: x ← x − α∇ₓΦ.</summary>
    Gradient,

    /// <summary>Nesterov's fast gradient method with gradient restart.</summary>
    Nesterov,

    /// <summary>The optimized gradient method (Kim and Fessler 2016) with gradient restart.</summary>
    Ogm,
}
