using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Hodl.Server.Store;

/// <summary>Numbers as little-endian bytes, bit for bit: NaN payloads, ±∞, −0.0 and subnormal numbers come back as they were.</summary>
public static class PointBlob
{
    /// <summary>Doubles as bytes.</summary>
    public static byte[] Write(ReadOnlySpan<double> values)
    {
        var bytes = new byte[values.Length * sizeof(long)];
        if (BitConverter.IsLittleEndian)
        {
            MemoryMarshal.AsBytes(values).CopyTo(bytes);
            return bytes;
        }

        for (var i = 0; i < values.Length; i++)
        {
            BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(i * sizeof(long)), BitConverter.DoubleToInt64Bits(values[i]));
        }

        return bytes;
    }

    /// <summary>Whole numbers as bytes.</summary>
    public static byte[] Write(ReadOnlySpan<long> values)
    {
        var bytes = new byte[values.Length * sizeof(long)];
        if (BitConverter.IsLittleEndian)
        {
            MemoryMarshal.AsBytes(values).CopyTo(bytes);
            return bytes;
        }

        for (var i = 0; i < values.Length; i++)
        {
            BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(i * sizeof(long)), values[i]);
        }

        return bytes;
    }

    /// <summary>The doubles of <see cref="Write(ReadOnlySpan{double})"/>.</summary>
    public static double[] Doubles(ReadOnlySpan<byte> bytes)
    {
        var values = new double[bytes.Length / sizeof(long)];
        if (BitConverter.IsLittleEndian)
        {
            bytes.CopyTo(MemoryMarshal.AsBytes(values.AsSpan()));
            return values;
        }

        for (var i = 0; i < values.Length; i++)
        {
            values[i] = BitConverter.Int64BitsToDouble(BinaryPrimitives.ReadInt64LittleEndian(bytes[(i * sizeof(long))..]));
        }

        return values;
    }

    /// <summary>The whole numbers of <see cref="Write(ReadOnlySpan{long})"/>.</summary>
    public static long[] Longs(ReadOnlySpan<byte> bytes)
    {
        var values = new long[bytes.Length / sizeof(long)];
        if (BitConverter.IsLittleEndian)
        {
            bytes.CopyTo(MemoryMarshal.AsBytes(values.AsSpan()));
            return values;
        }

        for (var i = 0; i < values.Length; i++)
        {
            values[i] = BinaryPrimitives.ReadInt64LittleEndian(bytes[(i * sizeof(long))..]);
        }

        return values;
    }
}
