namespace Hodl.Core.Training;

/// <summary>How the learning rate falls over the outer steps.</summary>
public enum RateSchedule
{
    /// <summary>It does not.</summary>
    Constant,

    /// <summary>Halved every so many steps.</summary>
    Halving,

    /// <summary>γ·½(1 + cos(π t/T)) down to a hundredth.</summary>
    Cosine,
}
