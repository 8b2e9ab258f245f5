using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Hodl.Core.Torch.Interop;

namespace TorchSharp;

public static unsafe partial class torch
{
    public static Tensor from_array(Array rawArray, Device? device = null) => from_array(rawArray, null, device);

    /// <summary>A copy of an array of any rank.</summary>
    public static Tensor from_array(Array rawArray, ScalarType? dtype, Device? device = null, bool requires_grad = false, string[]? names = null)
    {
        ArgumentNullException.ThrowIfNull(rawArray);
        var type = TypeOf(rawArray.GetType().GetElementType()!);
        var sizes = Enumerable.Range(0, rawArray.Rank).Select(d => rawArray.GetLongLength(d)).ToArray();
        return FromBytes(ref MemoryMarshal.GetArrayDataReference(rawArray), sizes, type, dtype, device, requires_grad);
    }

    public static Tensor tensor(Complex[] rawArray, ReadOnlySpan<long> dimensions, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        FromArray(rawArray, dimensions, dtype, device, requires_grad);

    private static Tensor FromArray<T>(T[] array, ReadOnlySpan<long> sizes, ScalarType? dtype, Device? device, bool requires_grad)
        where T : unmanaged
    {
        long count = 1;
        foreach (var size in sizes)
        {
            count *= size;
        }
        if (count != array.Length)
        {
            throw new ArgumentException($"{array.Length} elements do not fill a tensor of shape [{string.Join(", ", sizes.ToArray())}]");
        }
        ref var first = ref Unsafe.As<T, byte>(ref MemoryMarshal.GetArrayDataReference(array));
        return FromBytes(ref first, sizes, TypeOf(typeof(T)), dtype, device, requires_grad);
    }

    private static Tensor FromBytes(ref byte first, ReadOnlySpan<long> sizes, ScalarType type, ScalarType? wanted, Device? device, bool requires_grad)
    {
        Tensor made;
        fixed (byte* bytes = &first)
        fixed (long* s = sizes)
        {
            made = new Tensor(Native.hodl_from_bytes(bytes, s, sizes.Length, (int)type));
        }
        if ((wanted is { } t && t != type) || (device is not null && device.type != DeviceType.CPU))
        {
            made = made.to(wanted ?? type, device ?? CPU, disposeAfter: true);
        }
        return requires_grad ? made.requires_grad_() : made;
    }

    private static ScalarType TypeOf(Type type) =>
        type == typeof(float) ? ScalarType.Float32
        : type == typeof(double) ? ScalarType.Float64
        : type == typeof(long) ? ScalarType.Int64
        : type == typeof(int) ? ScalarType.Int32
        : type == typeof(short) ? ScalarType.Int16
        : type == typeof(sbyte) ? ScalarType.Int8
        : type == typeof(byte) ? ScalarType.Byte
        : type == typeof(bool) ? ScalarType.Bool
        : type == typeof(Half) ? ScalarType.Float16
        : type == typeof(Complex) ? ScalarType.ComplexFloat64
        : type == typeof((float, float)) ? ScalarType.ComplexFloat32
        : throw new ArgumentException($"no tensor has elements of type {type.Name}");
}
