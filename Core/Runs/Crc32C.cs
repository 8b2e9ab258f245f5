using System.Buffers.Binary;
using System.Numerics;

namespace Hodl.Core.Runs;

/// <summary>CRC-32C (Castagnoli, RFC 3720), and the mask under which record files keep it.</summary>
public static class Crc32C
{
    /// <summary>The checksum.</summary>
    public static uint Of(ReadOnlySpan<byte> bytes) => ~Add(uint.MaxValue, bytes);

    /// <summary>Goes on with a checksum that began as <see cref="uint.MaxValue"/> and is inverted at the end.</summary>
    public static uint Add(uint crc, ReadOnlySpan<byte> bytes)
    {
        // Eight bytes an instruction: a byte each is slower than the disk.
        while (bytes.Length >= sizeof(ulong))
        {
            crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
            bytes = bytes[sizeof(ulong)..];
        }

        foreach (var value in bytes)
        {
            crc = BitOperations.Crc32C(crc, value);
        }

        return crc;
    }

    /// <summary>Rotated by 15 bits and shifted by a constant, so that a checksum of data that hold checksums stays a good one.</summary>
    public static uint Masked(ReadOnlySpan<byte> bytes)
    {
        var crc = Of(bytes);
        return unchecked(((crc >> 15) | (crc << 17)) + 0xa282ead8);
    }
}
