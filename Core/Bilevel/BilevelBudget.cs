namespace Hodl.Core.Bilevel;

/// <summary>When a method has to end; the first limit that is reached ends it, after the step at hand.</summary>
public sealed record BilevelBudget
{
    /// <summary>Upper-level steps.</summary>
    public long Steps { get; init; } = long.MaxValue;

    /// <summary>Gradients and products of both levels together, <see cref="BilevelCalls.Gradients"/>.</summary>
    public double Gradients { get; init; } = double.PositiveInfinity;

    /// <summary>Seconds of the method's own steps.</summary>
    public double Seconds { get; init; } = double.PositiveInfinity;

    /// <summary>Whether a limit is reached.</summary>
    public bool IsSpent(long step, BilevelCalls calls) => step >= Steps || calls.Gradients >= Gradients || calls.Seconds >= Seconds;
}
