namespace Hodl.Core.Bilevel;

/// <summary>Least and most value of every coordinate of γ, for searchers.</summary>
public sealed record UpperBox(IReadOnlyList<double> Least, IReadOnlyList<double> Most)
{
    /// <summary>R.</summary>
    public int Size => Least.Count;

    /// <summary>γ from coordinates in [0, 1].</summary>
    public double[] FromUnit(IReadOnlyList<double> unit) => [.. unit.Select((t, i) => Least[i] + (Math.Clamp(t, 0, 1) * (Most[i] - Least[i])))];

    /// <summary>Coordinates in [0, 1] of a γ within the box; outside they are cut.</summary>
    public double[] ToUnit(IReadOnlyList<double> upper) => [.. upper.Select((value, i) => Math.Clamp((value - Least[i]) / (Most[i] - Least[i]), 0, 1))];
}
