namespace Hodl.Core.Operators.Networks;

/// <summary>An edge of a searched cell.</summary>
/// <param name="From">Node, 0 is the input.</param>
/// <param name="To">Node, larger than <paramref name="From"/>.</param>
/// <param name="Operation">The operation with the largest weight.</param>
/// <param name="Weight">Its weight softmax(α), in (0, 1].</param>
public sealed record SearchEdge(int From, int To, SearchOperation Operation, double Weight);
