using System.Collections;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Hodl.Core.Torch.Interop;

namespace TorchSharp.Utils;

/// <summary>The elements of a tensor in row-major order, whatever its layout and device.</summary>
public sealed class TensorAccessor<T> : IEnumerable<T>, IDisposable
    where T : unmanaged
{
    private readonly torch.Tensor _tensor;

    internal TensorAccessor(torch.Tensor tensor)
    {
        CheckType(tensor.dtype);
        _tensor = tensor;
    }

    public long Count => _tensor.numel();

    public T this[params long[] indices]
    {
        get => InPlace()[(int)Offset(indices)];
        set => InPlace()[(int)Offset(indices)] = value;
    }

    public unsafe T[] ToArray()
    {
        var array = new T[Count];
        fixed (T* p = array)
        {
            Errors.Check(Native.hodl_to_bytes(_tensor.Borrow(), p, array.LongLength * Unsafe.SizeOf<T>()));
        }
        GC.KeepAlive(_tensor);
        return array;
    }

    public void CopyTo(T[] array, int arrayIndex = 0, long tensorIndex = 0) =>
        ToArray().AsSpan((int)tensorIndex).CopyTo(array.AsSpan(arrayIndex));

    public void CopyTo(Span<T> array, int arrayIndex = 0, long tensorIndex = 0) =>
        ToArray().AsSpan((int)tensorIndex).CopyTo(array[arrayIndex..]);

    public void CopyFrom(T[] array, int arrayIndex = 0, long tensorIndex = 0) =>
        array.AsSpan(arrayIndex).CopyTo(InPlace()[(int)tensorIndex..]);

    public IEnumerator<T> GetEnumerator() => ((IEnumerable<T>)ToArray()).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>Nothing of its own to free. Stands for source compatibility.</summary>
    public void Dispose()
    {
    }

    internal static void CheckType(torch.ScalarType type)
    {
        var fits = type switch
        {
            torch.ScalarType.Byte => typeof(T) == typeof(byte),
            torch.ScalarType.Int8 => typeof(T) == typeof(sbyte),
            torch.ScalarType.Int16 => typeof(T) == typeof(short),
            torch.ScalarType.Int32 => typeof(T) == typeof(int),
            torch.ScalarType.Int64 => typeof(T) == typeof(long),
            torch.ScalarType.Float16 => typeof(T) == typeof(Half),
            torch.ScalarType.Float32 => typeof(T) == typeof(float),
            torch.ScalarType.Float64 => typeof(T) == typeof(double),
            torch.ScalarType.Bool => typeof(T) == typeof(bool),
            torch.ScalarType.ComplexFloat32 => typeof(T) == typeof((float, float)),
            torch.ScalarType.ComplexFloat64 => typeof(T) == typeof(Complex),
            _ => false,
        };
        if (!fits)
        {
            throw new ArgumentException($"a tensor of {type} has no elements of type {typeof(T).Name}");
        }
    }

    private Span<T> InPlace() => MemoryMarshal.Cast<byte, T>(_tensor.bytes);

    private long Offset(long[] indices)
    {
        if (indices.Length == 1)
        {
            return indices[0];
        }
        var strides = _tensor.stride();
        long offset = 0;
        for (var i = 0; i < indices.Length; i++)
        {
            offset += indices[i] * strides[i];
        }
        return offset;
    }
}
