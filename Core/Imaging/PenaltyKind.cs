namespace Hodl.Core.Imaging;

/// <summary>The sparsifying functions φ of the review, all even with φ′(z)/z → φ″(0) at 0.</summary>
public enum PenaltyKind
{
    /// <summary>√(z² + ε²), the corner-rounded 1-norm (CR1N); convex.</summary>
    CornerRounded,

    /// <summary>log(1 + (z/ε)²); the review's log-sum is ε = 1. Not convex beyond |z| = ε.</summary>
    LogSum,

    /// <summary>log(10ε + √(z² + ε²)), Student-t; not convex.</summary>
    StudentT,

    /// <summary>z²/(2ε) up to |z| = ε, then |z| − ε/2; convex, φ″ jumps.</summary>
    Huber,

    /// <summary>|z| − ε log(1 + |z|/ε); convex.</summary>
    Fair,

    /// <summary>z², for closed forms.</summary>
    Quadratic,
}
