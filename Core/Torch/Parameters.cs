using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Hodl.Core.Torch;

/// <summary>Parameters from tensors.</summary>
public static class Parameters
{
    /// <summary>A parameter that shares the values of a tensor, which stays usable: TorchSharp's own constructor empties it.</summary>
    /// <param name="values">The start.</param>
    /// <param name="learned">Whether gradients flow to it.</param>
    public static Parameter Of(Tensor values, bool learned = true) => new(values.detach(), learned);
}
