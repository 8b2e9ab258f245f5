using System.Globalization;
using System.Text;

namespace Hodl.Core.Imaging;

/// <summary>
/// Netpbm's PBM, PGM and PPM, plain (P1 … P3) and raw (P4 … P6), which our build of libvips does not read. Samples of any maximum up
/// to 65535 become [0, 1]; of several images in a file the first is read.
/// </summary>
internal static class Netpbm
{
    /// <summary>As many bytes as a header with a few comments takes.</summary>
    public const int HeaderBytes = 4096;

    private const int MostPixels = 1 << 28;

    public static bool Is(ReadOnlySpan<byte> bytes) => bytes.Length > 2 && bytes[0] == 'P' && bytes[1] is >= (byte)'1' and <= (byte)'6'
        && (IsBlank(bytes[2]) || bytes[2] == '#');

    /// <exception cref="ImageFileException">No such image.</exception>
    public static ImageHeader Header(ReadOnlySpan<byte> bytes, string name)
    {
        var at = 2;
        return Size(bytes, ref at, name);
    }

    /// <exception cref="ImageFileException">No such image, or cut short.</exception>
    public static Image Decode(ReadOnlySpan<byte> bytes, string name)
    {
        var (kind, at) = (bytes[1] - '0', 2);
        var (width, height) = Size(bytes, ref at, name);
        var isBits = kind is 1 or 4;
        var most = isBits ? 1 : Number(bytes, ref at, name, "the maximum");
        if (most is < 1 or > 65535)
        {
            throw new ImageFileException(name, $"a maximum of {most} is not within 1 … 65535");
        }

        var channels = kind is 3 or 6 ? 3 : 1;
        // Before the raster stands exactly one blank.
        var raster = at < bytes.Length ? bytes[(at + 1)..] : [];
        if (kind > 3)
        {
            var stride = isBits ? (width + 7L) / 8 : (long)width * channels * (most > 255 ? 2 : 1);
            if (raster.Length < stride * height)
            {
                throw new ImageFileException(name, "it is cut short");
            }
        }

        var pixels = new float[checked(height * width * channels)];
        for (int i = 0, from = 0; i < pixels.Length; i++)
        {
            var sample = kind switch
            {
                1 => Bit(bytes, ref at, name),
                4 => (raster[(i / width * ((width + 7) / 8)) + (i % width / 8)] >> (7 - (i % width % 8))) & 1,
                <= 3 => Number(bytes, ref at, name, "a sample"),
                _ => most > 255 ? (raster[from++] << 8) | raster[from++] : raster[from++],
            };
            if (sample > most)
            {
                throw new ImageFileException(name, $"a sample of {sample} is above its maximum {most}");
            }

            // A set bit is ink.
            pixels[i] = isBits ? 1 - sample : sample / (float)most;
        }

        return new Image(height, width, channels, pixels);
    }

    private static ImageHeader Size(ReadOnlySpan<byte> bytes, ref int at, string name)
    {
        var (width, height) = (Number(bytes, ref at, name, "the width"), Number(bytes, ref at, name, "the height"));
        return width < 1 || height < 1 || (long)width * height > MostPixels
            ? throw new ImageFileException(name, $"an image of {width} × {height} pixels is not read")
            : new ImageHeader(width, height);
    }

    private static int Bit(ReadOnlySpan<byte> bytes, ref int at, string name)
    {
        Skip(bytes, ref at);
        return at < bytes.Length && bytes[at] is (byte)'0' or (byte)'1' ? bytes[at++] - '0'
            : throw new ImageFileException(name, at < bytes.Length ? "its bits are not 0 and 1" : "it is cut short");
    }

    private static int Number(ReadOnlySpan<byte> bytes, ref int at, string name, string what)
    {
        Skip(bytes, ref at);
        var start = at;
        while (at < bytes.Length && char.IsAsciiDigit((char)bytes[at]))
        {
            at++;
        }

        return int.TryParse(Encoding.ASCII.GetString(bytes[start..at]), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw new ImageFileException(name, at == bytes.Length ? $"it is cut short before {what}" : $"{what} is no number");
    }

    private static void Skip(ReadOnlySpan<byte> bytes, ref int at)
    {
        while (at < bytes.Length && (IsBlank(bytes[at]) || bytes[at] == '#'))
        {
            if (bytes[at] == '#')
            {
                while (at < bytes.Length && bytes[at] is not ((byte)'\n' or (byte)'\r'))
                {
                    at++;
                }
            }
            else
            {
                at++;
            }
        }
    }

    private static bool IsBlank(byte letter) => letter is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n' or 11 or 12;
}
