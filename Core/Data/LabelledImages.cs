using System.Security.Cryptography;

namespace Hodl.Core.Data;

/// <summary>Gray 28×28 images of ten classes.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Pixels">Bytes, image by image, row by row.</param>
/// <param name="Labels">0 … 9.</param>
public sealed record LabelledImages(string Name, byte[] Pixels, byte[] Labels)
{
    /// <summary>Rows and columns.</summary>
    public const int Side = 28;

    /// <summary>Bytes of an image.</summary>
    public const int Size = Side * Side;

    /// <summary>Classes.</summary>
    public const int Classes = 10;

    /// <summary>How many there are.</summary>
    public int Count => Labels.Length;

    /// <summary>SHA-256 over pixels and labels, lower-case hex.</summary>
    public string Sha256
    {
        get
        {
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            hash.AppendData(Pixels);
            hash.AppendData(Labels);
            return Convert.ToHexStringLower(hash.GetHashAndReset());
        }
    }

    /// <summary>Reads the published files of MNIST or Fashion-MNIST, gzipped or not.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="folder">Where they lie.</param>
    /// <param name="part"><c>train</c> or <c>t10k</c>.</param>
    /// <exception cref="InvalidDataException">A file is missing, damaged, or of another shape.</exception>
    public static LabelledImages Load(string name, string folder, string part)
    {
        var images = Read(folder, $"{part}-images-idx3-ubyte");
        var labels = Read(folder, $"{part}-labels-idx1-ubyte");
        return images.Shape is [var count, Side, Side] && labels.Shape is [var known] && known == count && labels.Bytes.All(label => label < Classes)
            ? new(name, images.Bytes, labels.Bytes)
            : throw new InvalidDataException($"{folder} does not hold {Side}×{Side} images with a label each.");
    }

    /// <summary>Some of them, in the given order.</summary>
    public LabelledImages Take(IReadOnlyList<int> items)
    {
        var pixels = new byte[items.Count * Size];
        for (var i = 0; i < items.Count; i++)
        {
            Pixels.AsSpan(items[i] * Size, Size).CopyTo(pixels.AsSpan(i * Size));
        }

        return new(Name, pixels, [.. items.Select(item => Labels[item])]);
    }

    private static IdxFile Read(string folder, string name) =>
        IdxFile.Find(folder, name) is { } file ? IdxFile.Read(file)
            : throw new InvalidDataException($"{folder} holds no {name}.gz, packed or unpacked.");
}
