using static TorchSharp.torch;

namespace Hodl.Core.Data;

/// <summary>What one outer step works on.</summary>
/// <param name="Input">The observation b, [B, …]; networks that are conditioned on data read it too.</param>
/// <param name="Target">The truth that a supervised loss compares with, [B, …]; null when there is none.</param>
public sealed record Batch(Tensor Input, Tensor? Target = null)
{
    /// <summary>Whether it trains a method's free part alone, before the fixed point is trained; see <see cref="Solvers.FreePartFirst"/>.</summary>
    public bool Alone { get; init; }

    /// <summary>Items in the batch, B.</summary>
    public long Items => Input.shape[0];
}
