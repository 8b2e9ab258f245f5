using Hodl.Core.Solvers;
using Hodl.Core.Solvers.Losses;

namespace Hodl.Core.Tasks;

/// <summary>ℓ of a restoration task.</summary>
public enum RestorationLoss
{
    /// <summary>The mean squared error, as published.</summary>
    Squared,

    /// <summary>The mean of √(e² + ε²).</summary>
    Charbonnier,
}

/// <summary>From the name to the loss.</summary>
internal static class RestorationLosses
{
    public static ILoss Create(this RestorationLoss loss) => loss == RestorationLoss.Squared ? new MeanSquaredError() : new CharbonnierError();
}
