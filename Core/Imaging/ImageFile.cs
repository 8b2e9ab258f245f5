using System.Numerics;
using NetVips;
using VipsImage = NetVips.Image;

namespace Hodl.Core.Imaging;

/// <summary>
/// Image files (PNG, JPEG, TIFF, WebP, GIF … through libvips, BMP and PBM, PGM, PPM). Alpha is dropped, as most published loaders do;
/// colour profiles are ignored; orientation tags are obeyed. What cannot be brought to [0, 1] without a guess is refused.
/// </summary>
public static class ImageFile
{
    // A file of some bytes that claims millions of pixels is damaged, or made to fill the memory.
    private const long MostNumbers = 1L << 29, FewNumbers = 1L << 24, NumbersPerByte = 4096;
    private const float Overshoot = 0.5f;

    static ImageFile()
    {
        NetVips.NetVips.Concurrency = 1;       // runs share the machine, and the images are small
        Cache.Max = 0;                         // nothing is asked for twice
        NetVips.NetVips.BlockUntrusted = true; // no loaders that vips itself would not give to strangers' files
    }

    /// <summary>
    /// Reads an image: gray stays one channel, everything else becomes RGB; whole numbers of 8, 16 or 32 bits become [0, 1], floats
    /// are in it already.
    /// </summary>
    /// <exception cref="ImageFileException">The file is no image, or damaged, or cut short.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static Image Load(string path) => Decode(File.ReadAllBytes(path), path);

    /// <summary>Width and height, without reading the pixels.</summary>
    /// <exception cref="ImageFileException">The file is no image.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static ImageHeader Header(string path)
    {
        Span<byte> first = stackalloc byte[Netpbm.HeaderBytes];
        using (var file = File.OpenRead(path))
        {
            first = first[..file.ReadAtLeast(first, first.Length, throwOnEndOfStream: false)];
        }

        if (OwnHeader(first, path) is { } header)
        {
            return header;
        }

        try
        {
            using var image = VipsImage.NewFromFile(path);
            return new ImageHeader(image.Width, image.Height);
        }
        catch (VipsException exception)
        {
            throw Unreadable(path, exception);
        }
    }

    /// <summary>Height and width that a file claims, from its first bytes: cheap, whatever it claims.</summary>
    /// <param name="bytes">The whole file.</param>
    /// <param name="name">How an error names it.</param>
    /// <exception cref="ImageFileException">The bytes are no image.</exception>
    public static (int Height, int Width) Size(ReadOnlySpan<byte> bytes, string name)
    {
        if (bytes.IsEmpty)
        {
            throw new ImageFileException(name, "it is empty");
        }

        if (OwnHeader(bytes, name) is { } header)
        {
            return (header.Height, header.Width);
        }

        try
        {
            using var opened = VipsImage.NewFromBuffer(bytes);
            return (opened.Height, opened.Width);
        }
        catch (VipsException exception)
        {
            throw Unreadable(name, exception);
        }
    }

    /// <summary>Reads an image from a file's bytes.</summary>
    /// <param name="bytes">The whole file.</param>
    /// <param name="name">How an error names it.</param>
    /// <exception cref="ImageFileException">The bytes are no image, or damaged, or cut short.</exception>
    public static Image Decode(ReadOnlySpan<byte> bytes, string name)
    {
        if (bytes.IsEmpty)
        {
            throw new ImageFileException(name, "it is empty");
        }

        if (Bmp.Is(bytes))
        {
            return Bmp.Decode(bytes, name);
        }

        if (Netpbm.Is(bytes))
        {
            return Netpbm.Decode(bytes, name);
        }

        try
        {
            // Decoding is lazy, and any doubt of the decoder is an error.
            using var opened = VipsImage.NewFromBuffer(bytes, failOn: Enums.FailOn.Warning);
            using var upright = opened.Autorot();
            if (IsColor(upright.Interpretation))
            {
                return Copy(upright, name, bytes.Length);
            }

            if (upright.Interpretation is Enums.Interpretation.Multiband or Enums.Interpretation.Matrix)
            {
                throw new ImageFileException(name, $"what its {upright.Bands} channels mean is not said");
            }

            using var converted = upright.Colourspace(Enums.Interpretation.Srgb);
            return Copy(converted, name, bytes.Length);
        }
        catch (VipsException exception)
        {
            throw Unreadable(name, exception);
        }
    }

    /// <summary>The image as an 8-bit PNG. Values are clipped to [0, 1] and rounded; NaN becomes 0.</summary>
    public static byte[] EncodePng(Image image)
    {
        var bytes = new byte[image.Pixels.Length];
        for (var i = 0; i < bytes.Length; i++)
        {
            bytes[i] = (byte)((Math.Clamp(image.Pixels[i], 0f, 1f) * 255f) + 0.5f);
        }

        using var memory = VipsImage.NewFromMemory(bytes, image.Width, image.Height, image.Channels, Enums.BandFormat.Uchar);
        using var tagged = memory.Copy(interpretation: image.Channels == 1 ? Enums.Interpretation.Bw : Enums.Interpretation.Srgb);
        return tagged.PngsaveBuffer();
    }

    private static ImageHeader? OwnHeader(ReadOnlySpan<byte> bytes, string name) => Bmp.Is(bytes) ? Bmp.Header(bytes, name)
        : Netpbm.Is(bytes) ? Netpbm.Header(bytes, name) : null;

    // Of floats libvips says scRGB, which they are not: nobody who saves an array as TIFF makes its light linear.
    private static bool IsColor(Enums.Interpretation interpretation) =>
        interpretation is Enums.Interpretation.Bw or Enums.Interpretation.Grey16
        or Enums.Interpretation.Srgb or Enums.Interpretation.Rgb16 or Enums.Interpretation.Scrgb or Enums.Interpretation.Rgb;

    private static Image Copy(VipsImage source, string name, long bytes)
    {
        var (bands, channels) = (source.Bands, source.Bands < 3 ? 1 : 3);
        if ((long)source.Height * source.Width * bands > Math.Min(MostNumbers, Math.Max(FewNumbers, NumbersPerByte * bytes)))
        {
            throw new VipsException($"{source.Width} × {source.Height} pixels in {bytes} bytes are not read");
        }

        // Decoded first: what a damaged file says of its size costs no memory.
        var pixels = source.Format switch
        {
            Enums.BandFormat.Uchar => Spread(source.WriteToMemory<byte>(), bands, channels, byte.MaxValue),
            Enums.BandFormat.Ushort => Spread(source.WriteToMemory<ushort>(), bands, channels, ushort.MaxValue),
            Enums.BandFormat.Uint => Spread(source.WriteToMemory<uint>(), bands, channels, uint.MaxValue),
            Enums.BandFormat.Float => InRange(Spread(source.WriteToMemory<float>(), bands, channels, 1), name),
            Enums.BandFormat.Double => InRange(Spread(source.WriteToMemory<double>(), bands, channels, 1), name),
            _ => throw new ImageFileException(name, $"what is white in numbers of the kind {source.Format} is not said"),
        };
        return new Image(source.Height, source.Width, channels, pixels);
    }

    // A network's output may overshoot; what goes far beyond is on another scale, which the file does not name.
    private static float[] InRange(float[] pixels, string name)
    {
        var (low, high) = (0f, 1f);
        foreach (var value in pixels)
        {
            (low, high) = (MathF.Min(low, value), MathF.Max(high, value));
        }

        return low >= -Overshoot && high <= 1 + Overshoot ? pixels
            : throw new ImageFileException(name, FormattableString.Invariant(
                $"its numbers run from {low:G4} to {high:G4}; of floating-point images those are read that lie in 0 … 1"));
    }

    private static float[] Spread<T>(T[] source, int bands, int channels, float white)
        where T : INumberBase<T>
    {
        var target = new float[source.Length / bands * channels];
        if (bands == channels)
        {
            for (var i = 0; i < target.Length; i++)
            {
                target[i] = float.CreateTruncating(source[i]) / white;
            }

            return target;
        }

        for (int pixel = 0, to = 0; to < target.Length; pixel++)
        {
            for (var channel = 0; channel < channels; channel++)
            {
                target[to++] = float.CreateTruncating(source[(pixel * bands) + channel]) / white;
            }
        }

        return target;
    }

    private static ImageFileException Unreadable(string name, VipsException exception) =>
        new(name, exception.Message.ReplaceLineEndings("; ").Trim(' ', ';'));
}
