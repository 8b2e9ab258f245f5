using System.Buffers.Binary;

namespace Hodl.Core.Imaging;

/// <summary>
/// Windows bitmaps without compression, 8 bits with a palette, 24 or 32 bits, which libvips reads only through a loader
/// that is not for strangers' files. The Waterloo database comes in them.
/// </summary>
internal static class Bmp
{
    public const int HeaderBytes = 54;
    private const int MostPixels = 1 << 28;

    public static bool Is(ReadOnlySpan<byte> bytes) => bytes.StartsWith("BM"u8);

    /// <exception cref="ImageFileException">No such bitmap.</exception>
    public static ImageHeader Header(ReadOnlySpan<byte> bytes, string name)
    {
        if (bytes.Length < HeaderBytes)
        {
            throw new ImageFileException(name, "it ends within its header");
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
        var (start, depth, packing, colours) = (Int(bytes, 10), BinaryPrimitives.ReadUInt16LittleEndian(bytes[28..]), Int(bytes, 30), Int(bytes, 46));
        if (depth is not (8 or 24 or 32) || packing is not (0 or 3))
        {
            throw new ImageFileException(name, $"a bitmap of {depth} bits with compression {packing} is not read");
        }

        var row = (((long)width * depth) + 31) / 32 * 4;
        if (start < HeaderBytes || start + (row * height) > bytes.Length)
        {
            throw new ImageFileException(name, "it is cut short");
        }

        var stride = (int)row;
        var (place, size) = (14L + Int(bytes, 14), 4L * (colours == 0 ? 256 : Math.Clamp(colours, 0, 256)));
        if (depth == 8 && (place < 14 || place + size > bytes.Length))
        {
            throw new ImageFileException(name, "its palette lies outside of it");
        }

        var palette = depth == 8 ? bytes.Slice((int)place, (int)size) : default;
        var gray = depth == 8 && IsGray(palette);
        var pixels = new float[height * width * (gray ? 1 : 3)];
        for (int y = 0, to = 0; y < height; y++)
        {
            // A positive height means from the bottom up.
            var line = bytes.Slice(start + (stride * (Int(bytes, 22) > 0 ? height - 1 - y : y)), stride);
            for (var column = 0; column < width; column++)
            {
                var index = depth == 8 ? 4 * line[column] : 0;
                if (depth == 8 && index + 4 > palette.Length)
                {
                    throw new ImageFileException(name, "a pixel lies outside its palette");
                }

                var colour = depth == 8 ? palette.Slice(index, 3) : line.Slice(column * depth / 8, 3);  // blue, green, red
                for (var channel = 2; channel >= (gray ? 2 : 0); channel--)
                {
                    pixels[to++] = colour[channel] / 255f;
                }
            }
        }

        return new Image(height, width, gray ? 1 : 3, pixels);
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

    private static int Int(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadInt32LittleEndian(bytes[at..]);
}
