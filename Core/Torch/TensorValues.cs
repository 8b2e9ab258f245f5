using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace Hodl.Core.Torch;

/// <summary>The numbers of a tensor.</summary>
public static class TensorValues
{
    /// <summary>
    /// A copy of a tensor's numbers in the order of its dimensions, in one piece: TorchSharp's own data&lt;T&gt;().ToArray() goes through
    /// them one by one, with a native call each.
    /// </summary>
    /// <typeparam name="T">The type of its numbers.</typeparam>
    /// <param name="tensor">On the CPU.</param>
    /// <exception cref="ArgumentException">It is of another type, or elsewhere.</exception>
    public static T[] ToArray<T>(this Tensor tensor)
        where T : unmanaged
    {
        if (tensor.dtype != ScalarTypeOf<T>() || tensor.device_type != TorchSharp.DeviceType.CPU)
        {
            throw new ArgumentException($"A tensor of {tensor.dtype} on {tensor.device} has no numbers of type {typeof(T).Name} here.", nameof(tensor));
        }

        using var plain = tensor.detach();
        using var dense = plain.contiguous();
        return MemoryMarshal.Cast<byte, T>(dense.bytes).ToArray();
    }

    private static ScalarType ScalarTypeOf<T>() => default(T) switch
    {
        float => ScalarType.Float32,
        double => ScalarType.Float64,
        long => ScalarType.Int64,
        int => ScalarType.Int32,
        byte => ScalarType.Byte,
        bool => ScalarType.Bool,
        _ => throw new ArgumentException($"There are no tensors of {typeof(T).Name}."),
    };
}
