using System.Buffers.Binary;
using System.IO.Compression;

namespace Hodl.Core.Imaging;

/// <summary>
/// Gray PNGs of 1 or 8 bits without interlacing. libvips takes half a millisecond to set up for any image, which is a quarter of a
/// minute for the 32 460 drawings of Omniglot; this reads them in a second. Whatever is not exactly so is left to libvips,
/// damaged files included, so that there is one place that judges them.
/// </summary>
public static class SmallPng
{
    private const int MostPixels = 1 << 16;

    /// <summary>The image; null when it is another kind of file, or anything about it is wrong.</summary>
    public static Image? Decode(byte[] bytes)
    {
        ReadOnlySpan<byte> all = bytes;
        if (all.Length < 45 || !all[..8].SequenceEqual<byte>([0x89, 0x50, 0x4E, 0x47, 13, 10, 26, 10]) || !all[12..16].SequenceEqual("IHDR"u8))
        {
            return null;
        }

        var (width, height) = (BinaryPrimitives.ReadInt32BigEndian(all[16..]), BinaryPrimitives.ReadInt32BigEndian(all[20..]));
        int depth = all[24];
        if (width <= 0 || height <= 0 || (long)width * height > MostPixels || depth is not (1 or 8) || all[25] != 0 || all[28] != 0)
        {
            return null;
        }

        using var data = new MemoryStream();
        for (var at = 8; at + 12 <= all.Length;)
        {
            var length = BinaryPrimitives.ReadInt32BigEndian(all[at..]);
            var kind = all.Slice(at + 4, 4);
            if (length < 0 || length > all.Length - at - 12 || kind.SequenceEqual("tRNS"u8)
                || Crc(all.Slice(at + 4, length + 4)) != BinaryPrimitives.ReadUInt32BigEndian(all[(at + 8 + length)..]))
            {
                return null;
            }

            if (kind.SequenceEqual("IDAT"u8))
            {
                data.Write(all.Slice(at + 8, length));
            }

            if (kind.SequenceEqual("IEND"u8))
            {
                data.Position = 0;
                return Inflate(data, width, height, depth) is { } rows ? Image(rows, width, height, depth) : null;
            }

            at += length + 12;
        }

        return null;
    }

    private static uint Crc(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        foreach (var value in bytes)
        {
            crc ^= value;
            for (var bit = 0; bit < 8; bit++)
            {
                crc = (crc >> 1) ^ (0xEDB88320 & (0 - (crc & 1)));
            }
        }

        return ~crc;
    }

    // Rows with their filter undone; null when there are too few bytes, or too many, or they are damaged.
    private static byte[][]? Inflate(MemoryStream data, int width, int height, int depth)
    {
        var rows = new byte[height][];
        var row = new byte[1 + (((width * depth) + 7) / 8)];
        try
        {
            using var inflated = new ZLibStream(data, CompressionMode.Decompress);
            for (var y = 0; y < height; y++)
            {
                inflated.ReadExactly(row);
                if (row[0] > 4)
                {
                    return null;
                }

                rows[y] = Unfiltered(row, y == 0 ? new byte[row.Length - 1] : rows[y - 1]);
            }

            return inflated.ReadByte() < 0 ? rows : null;
        }
        catch (Exception error) when (error is InvalidDataException or EndOfStreamException)
        {
            return null;
        }
    }

    private static byte[] Unfiltered(byte[] row, byte[] above)
    {
        var result = new byte[above.Length];
        for (var x = 0; x < result.Length; x++)
        {
            int left = x == 0 ? 0 : result[x - 1], up = above[x], corner = x == 0 ? 0 : above[x - 1];
            result[x] = (byte)(row[x + 1] + (row[0] switch { 0 => 0, 1 => left, 2 => up, 3 => (left + up) / 2, _ => Paeth(left, up, corner) }));
        }

        return result;
    }

    private static int Paeth(int left, int up, int corner)
    {
        var (a, b, c) = (Math.Abs(up - corner), Math.Abs(left - corner), Math.Abs(left + up - (2 * corner)));
        return a <= b && a <= c ? left : b <= c ? up : corner;
    }

    private static Image Image(byte[][] rows, int width, int height, int depth)
    {
        var pixels = new float[width * height];
        for (var at = 0; at < pixels.Length; at++)
        {
            var (row, x) = (rows[at / width], at % width);
            pixels[at] = depth == 8 ? row[x] / 255f : (row[x / 8] >> (7 - (x % 8))) & 1;
        }

        return new(height, width, 1, pixels);
    }
}
