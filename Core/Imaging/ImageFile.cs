using System.Runtime.InteropServices;
using Hodl.Core.Runs;

namespace Hodl.Core.Imaging;

/// <summary>
/// Image files (PNG, JPEG, TIFF, WebP, GIF, PNM … through libvips, and plain BMP). Alpha is dropped, as most published loaders do; colour
/// profiles are ignored; orientation tags are obeyed.
/// </summary>
public static class ImageFile
{
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

        using var image = Vips.vips_image_new_from_file(path, 0);
        Check(!image.IsInvalid, path);
        return new ImageHeader(Vips.vips_image_get_width(image), Vips.vips_image_get_height(image));
    }

    /// <summary>Height and width that a file claims, from its first bytes: cheap, whatever it claims.</summary>
    /// <param name="bytes">The whole file.</param>
    /// <param name="name">How an error names it.</param>
    /// <exception cref="ImageFileException">The bytes are no image.</exception>
    public static unsafe (int Height, int Width) Size(ReadOnlySpan<byte> bytes, string name)
    {
        if (bytes.IsEmpty)
        {
            throw new ImageFileException(name, "it is empty");
        }

        fixed (byte* start = bytes)
        {
            using var opened = Vips.vips_image_new_from_buffer(start, (nuint)bytes.Length, "", 0);
            Check(!opened.IsInvalid, name);
            return (Vips.vips_image_get_height(opened), Vips.vips_image_get_width(opened));
        }
    }

    /// <summary>Reads an image from a file's bytes.</summary>
    /// <param name="bytes">The whole file.</param>
    /// <param name="name">How an error names it.</param>
    /// <exception cref="ImageFileException">The bytes are no image, or damaged, or cut short.</exception>
    public static unsafe Image Decode(ReadOnlySpan<byte> bytes, string name)
    {
        if (bytes.IsEmpty)
        {
            throw new ImageFileException(name, "it is empty");
        }

        if (Bmp.Is(bytes))
        {
            return Bmp.Decode(bytes, name);
        }

        fixed (byte* start = bytes)
        {
            // Decoding is lazy: everything happens while the bytes are pinned. Any doubt of the decoder is an error.
            using var opened = Vips.vips_image_new_from_buffer(start, (nuint)bytes.Length, "fail_on=warning", 0);
            Check(!opened.IsInvalid, name);
            Check(Vips.vips_autorot(opened, out var upright, 0) == 0, name);
            using var turned = upright;
            if (Vips.vips_image_get_interpretation(turned) is Vips.Gray or Vips.Gray16 or Vips.Rgb or Vips.Rgb16
                && Vips.vips_image_get_format(turned) is Vips.UChar or Vips.UShort)
            {
                return Copy(turned, name);
            }

            Check(Vips.vips_colourspace(turned, out var rgb, Vips.Rgb, 0) == 0, name);
            using var converted = rgb;
            return Copy(converted, name);
        }
    }

    /// <summary>The image as an 8-bit PNG. Values are clipped to [0, 1] and rounded; NaN becomes 0.</summary>
    public static byte[] EncodePng(RunImage image) => EncodePng(new Image(image.Height, image.Width, image.Channels, image.Pixels));

    /// <summary>The image as an 8-bit PNG. Values are clipped to [0, 1] and rounded; NaN becomes 0.</summary>
    public static unsafe byte[] EncodePng(Image image)
    {
        var bytes = new byte[image.Pixels.Length];
        for (var i = 0; i < bytes.Length; i++)
        {
            bytes[i] = (byte)((Math.Clamp(image.Pixels[i], 0f, 1f) * 255f) + 0.5f);
        }

        fixed (byte* start = bytes)
        {
            using var memory = Vips.vips_image_new_from_memory_copy(start, (nuint)bytes.Length, image.Width, image.Height, image.Channels, Vips.UChar);
            Require(!memory.IsInvalid);
            Require(Vips.vips_colourspace(memory, out var tagged, image.Channels == 1 ? Vips.Gray : Vips.Rgb, 0) == 0);
            using var named = tagged;
            Require(Vips.vips_pngsave_buffer(named, out var png, out var count, 0) == 0);
            var result = new ReadOnlySpan<byte>(png, checked((int)count)).ToArray();
            Vips.g_free(png);
            return result;
        }
    }

    private static unsafe Image Copy(VipsImage source, string name)
    {
        var (height, width, bands) = (Vips.vips_image_get_height(source), Vips.vips_image_get_width(source), Vips.vips_image_get_bands(source));
        var wide = Vips.vips_image_get_format(source) == Vips.UShort;
        var channels = bands < 3 ? 1 : 3;
        var memory = Vips.vips_image_write_to_memory(source, out var count);
        Check(memory != null, name);
        try
        {
            var pixels = new float[checked(height * width * channels)];
            var bytes = new ReadOnlySpan<byte>(memory, checked((int)count));
            if (wide)
            {
                Spread(MemoryMarshal.Cast<byte, ushort>(bytes), bands, pixels, channels, value => value / 65535f);
            }
            else
            {
                Spread(bytes, bands, pixels, channels, value => value / 255f);
            }

            return new Image(height, width, channels, pixels);
        }
        finally
        {
            Vips.g_free(memory);
        }
    }

    private static void Spread<T>(ReadOnlySpan<T> source, int bands, float[] target, int channels, Func<T, float> scale)
    {
        for (int pixel = 0, to = 0; to < target.Length; pixel++)
        {
            for (var channel = 0; channel < channels; channel++)
            {
                target[to++] = scale(source[(pixel * bands) + channel]);
            }
        }
    }

    private static void Check(bool succeeded, string name)
    {
        if (!succeeded)
        {
            throw new ImageFileException(name, Vips.TakeError());
        }
    }

    private static void Require(bool succeeded)
    {
        if (!succeeded)
        {
            throw new InvalidOperationException("libvips cannot encode the image: " + Vips.TakeError());
        }
    }
}
