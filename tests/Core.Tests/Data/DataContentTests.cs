using System.IO.Compression;
using Hodl.Core.Data;
using Xunit;

namespace Hodl.Core.Tests.Data;

public sealed class DataContentTests : IDisposable
{
    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Check_IdxPackedAtAnyLevelOrNotAtAll_SameFingerprint()
    {
        var fast = Digits("fast", CompressionLevel.Fastest);
        var small = Digits("small", CompressionLevel.SmallestSize);

        Assert.NotEqual(fast.Bytes(), small.Bytes());
        Assert.Equal(fast.Check(null, default), small.Check(null, default), Same);
        Assert.Equal(fast.Check(null, default), Digits("plain", null).Check(null, default), Same);
        Assert.Equal(fast.Check(null, default), Digits("dotted", null, ".idx").Check(null, default), Same);
        Assert.NotEqual(fast.Check(null, default).Sha256, Digits("other", CompressionLevel.Fastest, first: 8).Check(null, default).Sha256);
    }

    [Fact]
    public void Check_ZipPackedAnewOrUnpacked_SameFingerprint()
    {
        (string Name, byte[] Bytes)[] drawings =
        [
            ("images_resized/Greek/character01/0001_01.png", Flat(1)), ("images_resized/Greek/character01/0001_02.png", Flat(2)),
            ("images_resized/Latin/character02/0002_01.png", Flat(3)),
        ];
        var sets = new[] { CompressionLevel.NoCompression, CompressionLevel.SmallestSize }.Select((level, at) =>
        {
            folder.Write($"{at}/omniglot/omniglot28.zip", Zip(level, at == 0 ? drawings : [.. drawings.Reverse(), ("__MACOSX/._0001_01.png", [1])]));
            return DataCatalog.Omniglot.Require(At($"{at}"));
        }).ToList();
        foreach (var (name, bytes) in drawings)
        {
            folder.Write($"unpacked/omniglot/{name}", bytes);
        }

        Assert.NotEqual(sets[0].Bytes(), sets[1].Bytes());
        Assert.Equal(sets[0].Check(null, default), sets[1].Check(null, default), Same);
        Assert.Equal(sets[0].Check(null, default), DataCatalog.Omniglot.Require(At("unpacked")).Check(null, default), Same);

        // A drawing that stands in another folder is another set.
        File.Move(At($"unpacked/omniglot/{drawings[2].Name}"), At("unpacked/omniglot/images_resized/Greek/character01/0002_01.png"));
        Assert.NotEqual(sets[0].Check(null, default).Sha256, DataCatalog.Omniglot.Require(At("unpacked")).Check(null, default).Sha256);
    }

    [Fact]
    public void Check_DamagedArchives_NamesEachAndReadsTheOthers()
    {
        var found = Digits("bad", CompressionLevel.Fastest);
        var whole = found.Check(null, default).Sha256;
        var (cut, page) = (found.Files[0], found.Files[1]);
        File.WriteAllBytes(cut, File.ReadAllBytes(cut)[..60]);
        File.WriteAllText(page, "<html>not found</html>");

        var check = found.Check(null, default);

        Assert.NotEqual(whole, check.Sha256);
        Assert.Equal(new[] { cut, page }.Order(), check.Damaged.Select(sentence => new[] { cut, page }.Single(file => sentence.Contains(file, StringComparison.Ordinal))).Order());
        folder.Write("zip/omniglot/omniglot28.zip", [1, 2, 3]);
        Assert.Contains("omniglot28.zip", Assert.Single(DataCatalog.Omniglot.Require(At("zip")).Check(null, default).Damaged), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(CompressionLevel.Fastest)]
    [InlineData(null)]
    public void Check_Archives_TellsBytesOfTheFilesUpToAllOfThem(CompressionLevel? level)
    {
        var found = Digits("told", level);
        var told = new List<long>();

        found.Check(new Told(told.Add), default);

        Assert.Equal(told.Order(), told);
        Assert.Equal(found.Bytes(), told[^1]);
    }

    private string At(string name) => Path.Combine(folder.Path, name);

    private static bool Same(DataCheck one, DataCheck other) => one.Sha256 == other.Sha256 && one.Damaged.Count == 0 && other.Damaged.Count == 0;

    private static byte[] Flat(byte value) => [137, 80, 78, 71, value];

    private static byte[] Zip(CompressionLevel level, (string Name, byte[] Bytes)[] files)
    {
        using var stream = new MemoryStream();
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Create))
        {
            foreach (var (name, bytes) in files)
            {
                using var entry = zip.CreateEntry(name, level).Open();
                entry.Write(bytes);
            }
        }

        return stream.ToArray();
    }

    private DataFound Digits(string under, CompressionLevel? level, string spelling = "-idx", byte first = 7)
    {
        foreach (var part in new[] { "train", "t10k" })
        {
            var images = new byte[16 + (2 * 784)];
            ((byte[])[0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 28, 0, 0, 0, 28]).CopyTo(images, 0);
            for (var i = 16; i < images.Length; i++)
            {
                images[i] = (byte)(i * first % 97);
            }

            Write($"{part}-images{spelling}3-ubyte", images);
            Write($"{part}-labels{spelling}1-ubyte", [0, 0, 8, 1, 0, 0, 0, 2, 3, 4]);
        }

        return DataCatalog.Mnist.Require(At(under));

        void Write(string name, byte[] bytes)
        {
            if (level is not { } packed)
            {
                folder.Write($"{under}/mnist/{name}", bytes);
                return;
            }

            using var stream = new MemoryStream();
            using (var gzip = new GZipStream(stream, packed))
            {
                gzip.Write(bytes);
            }

            folder.Write($"{under}/mnist/{name}.gz", stream.ToArray());
        }
    }

    private sealed class Told(Action<long> tell) : IProgress<long>
    {
        public void Report(long value) => tell(value);
    }
}
