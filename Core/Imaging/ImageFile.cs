using System.Numerics;
using Hodl.Core.Runs;
using NetVips;
using VipsImage = NetVips.Image;

namespace Hodl.Core.Imaging;

/// <summary>
/// Image files (PNG, JPEG, TIFF, WebP, GIF … through libvips, and plain BMP). Alpha is dropped, as most published loaders do; colour
/// profiles are ignored; orientation tags are obeyed.
/// </summary>
public static class ImageFile
{
    // A file of some bytes that claims millions of pixels is damaged, or made to fill the memory.
    private const long MostNumbers = 1L << 29, FewNumbers = 1L << 24, NumbersPerByte = 4096;

    static ImageFile()
    {
        NetVips.NetVips.Concurrency = 1;       // runs share the machine, and the images are small
        Cache.Max = 0;                         // nothing is asked for twice
        NetVips.NetVips.BlockUntrusted = true; // no loaders that vips itself would not give to strangers' files
    }

    /// <summary>Reads an image: gray stays one channel, everything else becomes RGB; 8 or 16 bits become [0, 1].</summary>
    /// <exception cref="ImageFileException">The file is no image, or damaged, or cut short.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static Image Load(string path) => Decode(File.ReadAllBytes(path), path);

    /// <summary>Width and height, without reading the pixels.</summary>
    /// <exception cref="ImageFileException">The file is no image.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static ImageHeader Header(string path)
    {
        Span<byte> first = stackalloc byte[Bmp.HeaderBytes];
        using (var file = File.OpenRead(path))
        {
            first = first[..file.ReadAtLeast(first, first.Length, throwOnEndOfStream: false)];
        }

        if (Bmp.Is(first))
        {
            return Bmp.Header(first, path);
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

        try
        {
            // Decoding is lazy, and any doubt of the decoder is an error.
            using var opened = VipsImage.NewFromBuffer(bytes, failOn: Enums.FailOn.Warning);
            using var upright = opened.Autorot();
            if (upright.Interpretation is Enums.Interpretation.Bw or Enums.Interpretation.Grey16 or Enums.Interpretation.Srgb or Enums.Interpretation.Rgb16
                && upright.Format is Enums.BandFormat.Uchar or Enums.BandFormat.Ushort)
            {
                return Copy(upright, bytes.Length);
            }

            using var converted = upright.Colourspace(Enums.Interpretation.Srgb);
            return Copy(converted, bytes.Length);
        }
        catch (VipsException exception)
        {
            throw Unreadable(name, exception);
        }
    }

    /// <summary>The image as an 8-bit PNG. Values are clipped to [0, 1] and rounded; NaN becomes 0.</summary>
    public static byte[] EncodePng(RunImage image) => EncodePng(new Image(image.Height, image.Width, image.Channels, image.Pixels));

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

    private static Image Copy(VipsImage source, long bytes)
    {
        var channels = source.Bands < 3 ? 1 : 3;
        if ((long)source.Height * source.Width * source.Bands > Math.Min(MostNumbers, Math.Max(FewNumbers, NumbersPerByte * bytes)))
        {
            throw new VipsException($"{source.Width} × {source.Height} pixels in {bytes} bytes are not read");
        }

        // Decoded first: what a damaged file says of its size costs no memory.
        var pixels = source.Format == Enums.BandFormat.Ushort
            ? Spread(source.WriteToMemory<ushort>(), source.Bands, channels, ushort.MaxValue)
            : Spread(source.WriteToMemory<byte>(), source.Bands, channels, byte.MaxValue);
        return new Image(source.Height, source.Width, channels, pixels);
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
