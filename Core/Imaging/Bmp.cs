using System.Buffers.Binary;
using System.Numerics;

namespace Hodl.Core.Imaging;

/// <summary>
/// Windows bitmaps without compression, 1, 4 or 8 bits with a palette, 16, 24 or 32 bits of any masks, which libvips reads only
/// through a loader that is not for strangers' files. The Waterloo database comes in them.
/// </summary>
internal static class Bmp
{
    public const int HeaderBytes = 54;
    private const int MostPixels = 1 << 28;
    private const int Plain = 0, Masked = 3, MaskedWithAlpha = 6;

    public static bool Is(ReadOnlySpan<byte> bytes) => bytes.StartsWith("BM"u8);

    /// <exception cref="ImageFileException">No such bitmap.</exception>
    public static ImageHeader Header(ReadOnlySpan<byte> bytes, string name)
    {
        if (bytes.Length < HeaderBytes)
        {
            throw new ImageFileException(name, "it ends within its header");
        }

        if (Int(bytes, 14) < 40)
        {
            throw new ImageFileException(name, $"a bitmap with a header of {Int(bytes, 14)} bytes is not read");
        }

        var (width, height) = (Int(bytes, 18), Int(bytes, 22));
        return width < 1 || height == 0 || height == int.MinValue || (long)width * Math.Abs(height) > MostPixels
            ? throw new ImageFileException(name, $"a bitmap of {width} × {height} pixels is not read")
            : new ImageHeader(width, Math.Abs(height));
    }

    /// <exception cref="ImageFileException">No such bitmap, or cut short.</exception>
    public static Image Decode(ReadOnlySpan<byte> bytes, string name)
    {
        var (width, height) = Header(bytes, name);
        var (start, depth, packing) = (Int(bytes, 10), (int)BinaryPrimitives.ReadUInt16LittleEndian(bytes[28..]), Int(bytes, 30));
        var isRead = packing == Plain ? depth is 1 or 4 or 8 or 16 or 24 or 32 : packing is Masked or MaskedWithAlpha && depth is 16 or 32;
        if (!isRead)
        {
            throw new ImageFileException(name, $"a bitmap of {depth} bits with compression {packing} is not read");
        }

        var stride = (((long)width * depth) + 31) / 32 * 4;
        if (start < HeaderBytes || start + (stride * height) > bytes.Length)
        {
            throw new ImageFileException(name, "it is cut short");
        }

        // A positive height means from the bottom up.
        var isUpward = Int(bytes, 22) > 0;
        return depth <= 8 ? Indexed(bytes, name, width, height, depth, start, (int)stride, isUpward)
            : Direct(bytes, name, width, height, depth / 8, start, (int)stride, isUpward, packing);
    }

    private static Image Indexed(ReadOnlySpan<byte> bytes, string name, int width, int height, int depth, int start, int stride,
        bool isUpward)
    {
        var (from, colors) = (14L + Int(bytes, 14), Int(bytes, 46));
        var count = colors == 0 ? 1 << depth : Math.Min(1 << depth, colors);
        if (count < 1 || from < HeaderBytes || from + (4L * count) > bytes.Length)
        {
            throw new ImageFileException(name, "it ends within its palette");
        }

        var palette = bytes.Slice((int)from, 4 * count);
        var channels = IsGray(palette) ? 1 : 3;
        var pixels = new float[height * width * channels];
        for (int row = 0, to = 0; row < height; row++)
        {
            var line = bytes.Slice(start + (stride * (isUpward ? height - 1 - row : row)), stride);
            for (var column = 0; column < width; column++)
            {
                var bit = column * depth;
                var index = (line[bit / 8] >> (8 - depth - (bit % 8))) & ((1 << depth) - 1);
                if (index >= count)
                {
                    throw new ImageFileException(name, "a pixel lies outside its palette");
                }

                for (var channel = 2; channel >= 3 - channels; channel--)
                {
                    pixels[to++] = palette[(4 * index) + channel] / 255f;  // blue, green, red
                }
            }
        }

        return new Image(height, width, channels, pixels);
    }

    private static Image Direct(ReadOnlySpan<byte> bytes, string name, int width, int height, int size, int start, int stride,
        bool isUpward, int packing)
    {
        if (packing != Plain && bytes.Length < HeaderBytes + 12)
        {
            throw new ImageFileException(name, "it ends within its masks");
        }

        Span<uint> masks = packing != Plain ? [Mask(bytes, 0), Mask(bytes, 1), Mask(bytes, 2)] : size == 2 ? [0x7c00, 0x3e0, 0x1f]
            : [0xff0000, 0xff00, 0xff];
        Span<int> shifts = stackalloc int[3];
        Span<float> whites = stackalloc float[3];
        for (var channel = 0; channel < 3; channel++)
        {
            shifts[channel] = BitOperations.TrailingZeroCount(masks[channel]);
            var white = masks[channel] == 0 ? 0 : masks[channel] >> shifts[channel];
            if (white == 0 || (white & (white + 1)) != 0 || (size == 2 && masks[channel] > ushort.MaxValue))
            {
                throw new ImageFileException(name, $"its mask {masks[channel]:X8} is no row of bits within {8 * size}");
            }

            whites[channel] = white;
        }

        var pixels = new float[checked(height * width * 3)];
        Span<byte> pixel = stackalloc byte[4];
        for (int row = 0, to = 0; row < height; row++)
        {
            var line = bytes.Slice(start + (stride * (isUpward ? height - 1 - row : row)), stride);
            for (var column = 0; column < width; column++)
            {
                line.Slice(column * size, size).CopyTo(pixel);
                var value = BinaryPrimitives.ReadUInt32LittleEndian(pixel);
                for (var channel = 0; channel < 3; channel++)
                {
                    pixels[to++] = ((value & masks[channel]) >> shifts[channel]) / whites[channel];
                }
            }
        }

        return new Image(height, width, 3, pixels);
    }

    private static bool IsGray(ReadOnlySpan<byte> palette)
    {
        for (var at = 0; at < palette.Length; at += 4)
        {
            if (palette[at] != palette[at + 1] || palette[at] != palette[at + 2])
            {
                return false;
            }
        }

        return true;
    }

    // The masks stand behind the plain header, which is where longer headers have them too.
    private static uint Mask(ReadOnlySpan<byte> bytes, int channel) =>
        BinaryPrimitives.ReadUInt32LittleEndian(bytes[(HeaderBytes + (4 * channel))..]);

    private static int Int(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadInt32LittleEndian(bytes[at..]);
}
