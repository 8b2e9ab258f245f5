using System.IO.Compression;
using Hodl.Core.Data;
using Hodl.Core.Imaging;
using Xunit;
using Xunit.Abstractions;

namespace Hodl.Core.Tests.Data;

public sealed class ImageClassesTests(ITestOutputHelper output) : IDisposable
{
    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Omniglot_ZipAndFolders_SameCharacters()
    {
        var drawings = Enumerable.Range(0, 6).Select(i => (Path: $"Greek/character0{1 + (i / 3)}/0{i}.png", Png: Drawing(28, i))).ToArray();
        using (var zip = ZipFile.Open(Place("zipped/omniglot/omniglot28.zip"), ZipArchiveMode.Create))
        {
            foreach (var (path, png) in drawings.Reverse())
            {
                using var entry = zip.CreateEntry("images_resized/" + path).Open();
                entry.Write(png);
            }
        }

        foreach (var (path, png) in drawings)
        {
            folder.Write("open/omniglot/images_background/" + path, png);
        }

        var zipped = OmniglotFiles.Load(DataCatalog.Omniglot.Require(Path.Combine(folder.Path, "zipped")), default);
        var open = OmniglotFiles.Load(DataCatalog.Omniglot.Require(Path.Combine(folder.Path, "open")), default);

        Assert.Equal(["Greek/character01", "Greek/character02"], zipped.Names);
        Assert.Equal(zipped.Names, open.Names);
        Assert.Equal([3, 3], zipped.Items.Select(items => items.Length));
        Assert.Equal(zipped.Items.SelectMany(items => items), open.Items.SelectMany(items => items));
        Assert.Equal(255, zipped.Items[0][2][2]);  // dark ink becomes 1
        Assert.Equal(0, zipped.Items[0][2][3]);
    }

    [Fact]
    public void Omniglot_FullSize_IsShrunkByAreas()
    {
        folder.Write("omniglot/images_evaluation/A/b/1.png", ImageFile.EncodePng(new Image(105, 105, 1, [.. Enumerable.Range(0, 105 * 105).Select(at => at % 105 < 52.5 ? 0f : 1f)])));

        var image = OmniglotFiles.Load(DataCatalog.Omniglot.Require(folder.Path), default).Items[0][0];

        Assert.Equal(784, image.Length);
        Assert.All(Enumerable.Range(0, 28), row => Assert.Equal([255, 0], new[] { (int)image[row * 28], image[(row * 28) + 27] }));
    }

    [Fact]
    public void Omniglot_DamagedZip_SaysSo()
    {
        folder.Write("omniglot/omniglot28.zip", [1, 2, 3]);
        Assert.Contains("omniglot28.zip", Assert.Throws<InvalidDataException>(() => OmniglotFiles.Load(DataCatalog.Omniglot.Require(folder.Path), default)).Message);
    }

    [Fact]
    public void MiniImageNet_PublishedLayout_IsReadAndItsFaultsAreNamed()
    {
        Assert.Contains("images/", DataCatalog.MiniImageNet.Missing(folder.Path));
        foreach (var part in new[] { "train", "val", "test" })
        {
            folder.Write($"mini-imagenet/{part}.csv", "filename,label\nb1.jpg,n02\na1.jpg,n01\na2.jpg,n01\n"u8.ToArray());
        }

        Assert.Null(DataCatalog.MiniImageNet.Find(folder.Path));  // without images/
        folder.Flat("mini-imagenet/images/a1.jpg", 10);
        folder.Flat("mini-imagenet/images/a2.jpg", 20, 84, 84);
        folder.Flat("mini-imagenet/images/b1.jpg", 30, 100, 120);
        var found = DataCatalog.MiniImageNet.Require(folder.Path);
        var train = MiniImageNetFiles.Load(found, "train", default);

        Assert.Equal(["n01", "n02"], train.Names);
        Assert.Equal([2, 1], train.Items.Select(items => items.Length));
        Assert.Equal([10, 20, 30], train.Items.SelectMany(items => items).Select(image => (int)image[84 * 84]));
        Assert.Equal(3 * 84 * 84, train.Size);

        folder.Write("mini-imagenet/val.csv", "filename,label\nb1.jpg\n"u8.ToArray());
        Assert.Contains("line 2", Assert.Throws<InvalidDataException>(() => MiniImageNetFiles.Load(found, "val", default)).Message);
        folder.Write("mini-imagenet/val.csv", "filename,label\nc1.jpg,n03\n"u8.ToArray());
        Assert.Contains("images/c1.jpg is not there", Assert.Throws<InvalidDataException>(() => MiniImageNetFiles.Load(found, "val", default)).Message);
    }

    [Fact]
    public void Write_QuarterTurns_FourTimesIsTheImage()
    {
        var image = new ImageClasses("x", 3, 1, ["a"], [[[0, 1, 2, 3, 4, 5, 6, 7, 8]]]);
        float[] Turned(int turns)
        {
            var to = new float[9];
            image.Write(0, 0, turns, to);
            return [.. to.Select(value => MathF.Round(value * 255))];
        }

        Assert.Equal([0, 1, 2, 3, 4, 5, 6, 7, 8], Turned(0));
        Assert.Equal([2, 5, 8, 1, 4, 7, 0, 3, 6], Turned(1));
        Assert.Equal([8, 7, 6, 5, 4, 3, 2, 1, 0], Turned(2));
        Assert.Equal([6, 3, 0, 7, 4, 1, 8, 5, 2], Turned(3));
    }

    [Fact]
    public void Glyphs_OfOneClass_AreMoreAlikeThanOfTwo()
    {
        var glyphs = DrawnGlyphs.Draw(12, 5, default);
        double Distance(byte[] a, byte[] b) => Math.Sqrt(a.Zip(b, (x, y) => (double)(x - y) * (x - y)).Sum());
        var within = Enumerable.Range(0, 12).Average(i => Distance(glyphs.Items[i][0], glyphs.Items[i][1]));
        var between = Enumerable.Range(0, 11).Average(i => Distance(glyphs.Items[i][0], glyphs.Items[i + 1][1]));
        output.WriteLine($"within {within:F0}, between {between:F0}");

        Assert.True(between > 1.05 * within);
        Assert.Equal(glyphs.Items[3][4], DrawnGlyphs.Draw(4, 5, default).Items[3][4]);
    }

    private string Place(string name)
    {
        var path = Path.Combine(folder.Path, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        return path;
    }

    // White, with an ink pixel at (0, number).
    private static byte[] Drawing(int side, int number) =>
        ImageFile.EncodePng(new Image(side, side, 1, [.. Enumerable.Range(0, side * side).Select(at => at == number ? 0f : 1f)]));
}
