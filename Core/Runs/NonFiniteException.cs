namespace Hodl.Core.Runs;

/// <summary>A quantity became NaN or infinite, and going on would only spread it.</summary>
/// <param name="quantity">What it was, such as <c>hypergradient</c>.</param>
/// <param name="step">The outer step.</param>
public sealed class NonFiniteException(string quantity, long step)
    : Exception($"{quantity} became NaN or infinite at step {step}.")
{
    /// <summary>What became non-finite.</summary>
    public string Quantity { get; } = quantity;

    /// <summary>The outer step at which it happened.</summary>
    public long Step { get; } = step;
}
