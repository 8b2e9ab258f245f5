using System.IO.Compression;
using Hodl.Core.Data;
using Xunit;

namespace Hodl.Core.Tests.Data;

public sealed class IdxFileTests : IDisposable
{
    private static readonly byte[] Labels = [0, 0, 8, 1, 0, 0, 0, 2, 3, 4];
    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("{0}-idx{1}-ubyte.gz", true)]
    [InlineData("{0}-idx{1}-ubyte", false)]
    [InlineData("{0}.idx{1}-ubyte", false)]
    [InlineData("{0}.idx{1}-ubyte.gz", true)]
    [InlineData("{0}-idx{1}-ubyte.gz", false)]  // unpacked by a program that kept the ending
    [InlineData("{0}-idx{1}-ubyte", true)]
    public void Load_EverySpellingPackedOrNot_SameImages(string spelling, bool packed)
    {
        byte[] images = [0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 28, 0, 0, 0, 28, .. new byte[2 * 784]];
        images[16] = 7;
        foreach (var part in new[] { "train", "t10k" })
        {
            Write(part + "-images", 3, images);
            Write(part + "-labels", 1, Labels);
        }

        var found = DataCatalog.Mnist.Find(folder.Path);
        Assert.Equal(4, found?.Count);
        var read = LabelledImages.Load("MNIST", found!.Folder, "t10k");

        Assert.Equal((2, 7), (read.Count, read.Pixels[0]));
        Assert.Equal([3, 4], read.Labels);

        void Write(string name, int dimensions, byte[] bytes) => folder.Write(
            "mnist/" + spelling.Replace("{0}", name, StringComparison.Ordinal).Replace("{1}", $"{dimensions}", StringComparison.Ordinal),
                packed ? Packed(bytes) : bytes);
    }

    [Fact]
    public void Read_NoIdxFile_NamesIt()
    {
        foreach (var bytes in new byte[][] { "<html>not found</html>"u8.ToArray(), Packed("plain text"u8.ToArray()), [0x1f, 0x8b, 1, 2, 3,
            4, 5], Labels[..9], [] })
        {
            var path = folder.Write("train-labels-idx1-ubyte.gz", bytes);
            Assert.Contains(path, Assert.Throws<InvalidDataException>(() => IdxFile.Read(path)).Message, StringComparison.Ordinal);
        }
    }

    private static byte[] Packed(byte[] bytes)
    {
        using var stream = new MemoryStream();
        using (var gzip = new GZipStream(stream, CompressionLevel.Fastest))
        {
            gzip.Write(bytes);
        }

        return stream.ToArray();
    }
}
