using System.Runtime.InteropServices;
using System.Text;

namespace Hodl.Core.Imaging;

/// <summary>
/// The few functions of libvips 8 that <see cref="ImageFile"/> needs. Those with an <c>end</c> argument are variadic in C;
/// their list of options ends at once with a null pointer, which the calling conventions of Linux (x86-64, arm64) pass as
/// they pass a fixed argument.
/// </summary>
internal static partial class Vips
{
    /// <summary>8 unsigned bits a band (VipsBandFormat).</summary>
    public const int UChar = 0;

    /// <summary>16 unsigned bits a band (VipsBandFormat).</summary>
    public const int UShort = 2;

    /// <summary>Gray, 8 bits (VipsInterpretation).</summary>
    public const int Gray = 1;

    /// <summary>RGB, 8 bits (VipsInterpretation).</summary>
    public const int Rgb = 22;

    /// <summary>RGB, 16 bits (VipsInterpretation).</summary>
    public const int Rgb16 = 25;

    /// <summary>Gray, 16 bits (VipsInterpretation).</summary>
    public const int Gray16 = 26;

    private const string Library = "libvips.so.42";

    static Vips()
    {
        if (vips_init("hodl") != 0)
        {
            throw new InvalidOperationException("libvips does not start: " + TakeError());
        }

        vips_concurrency_set(1);      // runs share the machine, and the images are small
        vips_cache_set_max(0);        // its key is the buffer's address, which the collector gives to others
        vips_block_untrusted_set(1);  // no loaders that vips itself would not give to strangers' files
    }

    /// <summary>What went wrong, emptying vips' own record of it.</summary>
    public static unsafe string TakeError()
    {
        var text = vips_error_buffer_copy();
        var message = Encoding.UTF8.GetString(MemoryMarshal.CreateReadOnlySpanFromNullTerminated(text)).Trim();
        g_free(text);
        return message.ReplaceLineEndings("; ");
    }

    [LibraryImport(Library)]
    public static unsafe partial VipsImage vips_image_new_from_buffer(byte* bytes, nuint count, [MarshalAs(UnmanagedType.LPUTF8Str)] string options, nint end);

    [LibraryImport(Library)]
    public static partial VipsImage vips_image_new_from_file([MarshalAs(UnmanagedType.LPUTF8Str)] string name, nint end);

    [LibraryImport(Library)]
    public static unsafe partial VipsImage vips_image_new_from_memory_copy(byte* bytes, nuint count, int width, int height, int bands, int format);

    [LibraryImport(Library)]
    public static unsafe partial int vips_pngsave_buffer(VipsImage image, out byte* bytes, out nuint count, nint end);

    [LibraryImport(Library)]
    public static unsafe partial byte* vips_image_write_to_memory(VipsImage image, out nuint count);

    [LibraryImport(Library)]
    public static partial int vips_colourspace(VipsImage image, out VipsImage converted, int space, nint end);

    [LibraryImport(Library)]
    public static partial int vips_autorot(VipsImage image, out VipsImage upright, nint end);

    [LibraryImport(Library)]
    public static partial int vips_image_get_width(VipsImage image);

    [LibraryImport(Library)]
    public static partial int vips_image_get_height(VipsImage image);

    [LibraryImport(Library)]
    public static partial int vips_image_get_bands(VipsImage image);

    [LibraryImport(Library)]
    public static partial int vips_image_get_format(VipsImage image);

    [LibraryImport(Library)]
    public static partial int vips_image_get_interpretation(VipsImage image);

    [LibraryImport("libglib-2.0.so.0")]
    public static unsafe partial void g_free(byte* memory);

    [LibraryImport("libgobject-2.0.so.0")]
    public static partial void g_object_unref(nint instance);

    [LibraryImport(Library)]
    private static partial int vips_init([MarshalAs(UnmanagedType.LPUTF8Str)] string name);

    [LibraryImport(Library)]
    private static partial void vips_concurrency_set(int threads);

    [LibraryImport(Library)]
    private static partial void vips_cache_set_max(int operations);

    [LibraryImport(Library)]
    private static partial void vips_block_untrusted_set(int state);

    [LibraryImport(Library)]
    private static unsafe partial byte* vips_error_buffer_copy();
}
