namespace Hodl.Core.Hypergradients;

/// <summary>What a reference stands on.</summary>
internal enum Confirmation
{
    /// <summary>Central differences of its own function agree.</summary>
    Confirmed,

    /// <summary>φ has a kink at ω; at a point beside it differences agree.</summary>
    Beside,

    /// <summary>Differences cannot tell; forward mode, which shares no code with the reference, agrees.</summary>
    Forward,

    /// <summary>Differences cannot tell more than their uncertainty.</summary>
    Uncertain,

    /// <summary>Differences disagree: φ depends on ω in a way that its graph does not show.</summary>
    Contradicted,
}
