using Hodl.Core.Random;

namespace Hodl.Core.Imaging;

/// <summary>
/// Covers a gray image with square patches that do not overlap, from the upper left corner. Where the last row or column
/// of patches reaches over the border, the image goes on mirrored (the border pixel itself repeated); assembling cuts that
/// part off again, so that every pixel of the image belongs to exactly one patch.
/// </summary>
/// <param name="Height">Rows of the image.</param>
/// <param name="Width">Columns of the image.</param>
/// <param name="Size">Rows and columns of a patch, such as 16.</param>
public sealed record PatchGrid(int Height, int Width, int Size)
{
    /// <summary>Patches from top to bottom.</summary>
    public int Rows => (Height + Size - 1) / Size;

    /// <summary>Patches from left to right.</summary>
    public int Columns => (Width + Size - 1) / Size;

    /// <summary>Patches in all.</summary>
    public int Count => Rows * Columns;

    /// <summary>The patches row by row, each row by row; shape [Count, Size²].</summary>
    /// <exception cref="ArgumentException">The image is not gray or has another size.</exception>
    public float[] Extract(Image image)
    {
        if ((image.Height, image.Width, image.Channels) != (Height, Width, 1))
        {
            throw new ArgumentException($"A grid over {Height} × {Width} gray pixels cannot cut {image.Height} × {image.Width} × {image.Channels}.", nameof(image));
        }

        var patches = new float[Count * Size * Size];
        for (var i = 0; i < patches.Length; i++)
        {
            var (row, column) = Pixel(i);
            patches[i] = image[Mirror(row, Height), Mirror(column, Width)];
        }

        return patches;
    }

    /// <summary>The image that the patches cover.</summary>
    /// <param name="patches">Shape [Count, Size²], as <see cref="Extract"/> gives them.</param>
    /// <exception cref="ArgumentException">There are too few or too many numbers.</exception>
    public Image Assemble(ReadOnlySpan<float> patches)
    {
        if (patches.Length != Count * Size * Size)
        {
            throw new ArgumentException($"{Count} patches of {Size} × {Size} have not {patches.Length} numbers.", nameof(patches));
        }

        var pixels = new float[Height * Width];
        for (var i = 0; i < patches.Length; i++)
        {
            var (row, column) = Pixel(i);
            if (row < Height && column < Width)
            {
                pixels[(row * Width) + column] = patches[i];
            }
        }

        return new Image(Height, Width, 1, pixels);
    }

    /// <summary>Patches at random places of random images, every image as likely as any other; shape [count, size²].</summary>
    /// <param name="images">Gray images, none smaller than a patch.</param>
    /// <param name="count">How many.</param>
    /// <param name="size">Rows and columns of a patch.</param>
    /// <param name="random">Three draws a patch.</param>
    public static float[] Sample(IReadOnlyList<Image> images, int count, int size, Philox random)
    {
        var patches = new float[count * size * size];
        for (var i = 0; i < count; i++)
        {
            var image = images[random.Next(images.Count)];
            var patch = image.Crop(random.Next(image.Height - size + 1), random.Next(image.Width - size + 1), size, size);
            patch.Pixels.CopyTo(patches, i * size * size);
        }

        return patches;
    }

    private (int Row, int Column) Pixel(int i)
    {
        var (patch, within) = Math.DivRem(i, Size * Size);
        return ((patch / Columns * Size) + (within / Size), (patch % Columns * Size) + (within % Size));
    }

    private static int Mirror(int position, int length)
    {
        position %= 2 * length;
        return position < length ? position : (2 * length) - 1 - position;
    }
}
