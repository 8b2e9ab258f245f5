using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Hodl.Core.Torch;

/// <summary>Parameters from tensors.</summary>
public static class Parameters
{
    private static long made;

    /// <summary>
    /// How many were made: TorchSharp takes the handle of the emptied tensor, and keeps counting that tensor as alive.
    /// </summary>
    internal static long Made => Interlocked.Read(ref made);

    /// <summary>A parameter that shares the values of a tensor, which stays usable: TorchSharp's own constructor empties it.</summary>
    /// <param name="values">The start.</param>
    /// <param name="learned">Whether gradients flow to it.</param>
    public static Parameter Of(Tensor values, bool learned = true)
    {
        Interlocked.Increment(ref made);
        return new(values.detach(), learned);
    }
}
