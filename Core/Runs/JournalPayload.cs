using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;

namespace Hodl.Core.Runs;

/// <summary>Reads a frame's payload from its beginning.</summary>
internal ref struct JournalPayload(ReadOnlySpan<byte> bytes)
{
    private ReadOnlySpan<byte> _bytes = bytes;

    /// <summary>The next number.</summary>
    public int Int32() => BinaryPrimitives.ReadInt32LittleEndian(Take(sizeof(int)));

    /// <summary>The next number.</summary>
    public long Int64() => BinaryPrimitives.ReadInt64LittleEndian(Take(sizeof(long)));

    /// <summary>The next number, bit for bit.</summary>
    public double Double() => BitConverter.Int64BitsToDouble(Int64());

    /// <summary>The next text.</summary>
    public string Text() => Encoding.UTF8.GetString(Take(Int32()));

    /// <summary>The next numbers.</summary>
    public long[] Longs(int count)
    {
        var values = new long[count];
        Take(count * sizeof(long)).CopyTo(MemoryMarshal.AsBytes(values.AsSpan()));
        ToHost(values);
        return values;
    }

    /// <summary>The next numbers, bit for bit.</summary>
    public double[] Doubles(int count)
    {
        var values = new double[count];
        Take(count * sizeof(double)).CopyTo(MemoryMarshal.AsBytes(values.AsSpan()));
        ToHost(MemoryMarshal.Cast<double, long>(values.AsSpan()));
        return values;
    }

    /// <summary>The next numbers where they lie; a copy only where the machine orders bytes otherwise.</summary>
    public ReadOnlySpan<long> LongSpan(int count) =>
        BitConverter.IsLittleEndian ? MemoryMarshal.Cast<byte, long>(Take(count * sizeof(long))) : Longs(count);

    /// <summary>The next numbers, bit for bit, where they lie; a copy only where the machine orders bytes otherwise.</summary>
    public ReadOnlySpan<double> DoubleSpan(int count) => MemoryMarshal.Cast<long, double>(LongSpan(count));

    /// <summary>Little-endian numbers, as they lie in a file, as this machine has them.</summary>
    public static void ToHost(Span<long> values)
    {
        if (!BitConverter.IsLittleEndian)
        {
            BinaryPrimitives.ReverseEndianness(values, values);
        }
    }

    private ReadOnlySpan<byte> Take(int count)
    {
        var taken = _bytes[..count];
        _bytes = _bytes[count..];
        return taken;
    }
}
