namespace Hodl.Core.Solvers;

/// <summary>What a gradient method adds to the step of gradient descent.</summary>
public enum MomentumKind
{
    /// <summary>The optimized gradient method (Kim and Fessler 2016): twice Nesterov's guaranteed speed.</summary>
    Optimized,

    /// <summary>Nesterov's fast gradient method.</summary>
    Nesterov,

    /// <summary>None: gradient descent.</summary>
    None,
}
