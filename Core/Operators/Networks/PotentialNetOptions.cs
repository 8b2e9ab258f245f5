namespace Hodl.Core.Operators.Networks;

/// <summary>Shape and start of a <see cref="PotentialNet"/>.</summary>
public sealed record PotentialNetOptions
{
    /// <summary>n: size of an item of the state.</summary>
    public required long Size { get; init; }

    /// <summary>h: hidden units.</summary>
    public long Hidden { get; init; } = 256;

    /// <summary>m: size of the observation that enters the hidden layer; 0 when the net sees the state alone.</summary>
    public long Condition { get; init; }

    /// <summary>Whether ‖W‖ ≤ 1 is enforced. False only to show what happens without it (Fig. 4).</summary>
    public bool Normalized { get; init; } = true;

    /// <summary>Norm of W at the start, about; below 1, so that the net starts near the identity.</summary>
    public double Start { get; init; } = 0.4;

    /// <summary>Scale of V at the start, in units of 1/√m.</summary>
    public double ConditionStart { get; init; } = 0.3;

    /// <summary>Power iterations at each binding, from vectors that persist.</summary>
    public int PowerIterations { get; init; } = 2;
}
