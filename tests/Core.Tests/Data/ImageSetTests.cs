using System.Security.Cryptography;
using System.Text;
using Hodl.Core.Data;
using Hodl.Core.Imaging;
using Xunit;
using Xunit.Abstractions;

namespace Hodl.Core.Tests.Data;

public sealed class ImageSetTests(ITestOutputHelper output) : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("hodl-folder-");

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public void Load_Folder_ImagesInOrderWithFingerprint()
    {
        byte[] black = ImageFile.EncodePng(new Image(2, 2, 1, new float[4])), white = ImageFile.EncodePng(new Image(3, 2, 1, [1, 1, 1, 1, 1, 1]));
        File.WriteAllBytes(Path.Combine(folder.FullName, "b.PNG"), black);
        File.WriteAllBytes(Path.Combine(folder.FullName, "a.png"), white);
        File.WriteAllText(Path.Combine(folder.FullName, "notes.txt"), "not looked at");

        var set = ImageFolder.Load(folder.FullName);

        Assert.Equal(["a", "b"], set.Images.Select(item => item.Name));
        Assert.Equal(3, set.Images[0].Image.Height);
        byte[] hashed = [.. Encoding.UTF8.GetBytes("a.png\0"), .. white, .. Encoding.UTF8.GetBytes("b.PNG\0"), .. black];
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(hashed)), set.Sha256);
        Assert.Equal((folder.Name, 2, "test"), (set.Used("test").Name, set.Used("test").Count, set.Used("test").Role));
    }

    [Fact]
    public void Load_CorruptFileAmongGood_NamesIt()
    {
        File.WriteAllBytes(Path.Combine(folder.FullName, "good.png"), ImageFile.EncodePng(new Image(2, 2, 1, new float[4])));
        File.WriteAllText(Path.Combine(folder.FullName, "ill.png"), "no picture");

        var error = Assert.Throws<ImageFileException>(() => ImageFolder.Load(folder.FullName));

        Assert.EndsWith("ill.png", error.File, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_EmptyOrAbsentFolder_SaysSo()
    {
        Assert.Contains(folder.FullName, Assert.Throws<InvalidDataException>(() => ImageFolder.Load(folder.FullName)).Message, StringComparison.Ordinal);
        Assert.Throws<DirectoryNotFoundException>(() => ImageFolder.Load(Path.Combine(folder.FullName, "absent")));
    }

    [Fact]
    public void Find_RootAndName_OnlyWhatExists()
    {
        Assert.Null(DataRoot.Find("", "Set14"));
        Assert.Null(DataRoot.Find(folder.FullName, "Set14"));
        folder.CreateSubdirectory("Set14");
        Assert.Equal(Path.Combine(folder.FullName, "Set14"), DataRoot.Find(folder.FullName, "Set14"));
        Assert.Equal(folder.FullName, DataRoot.Find("", folder.FullName));
        Assert.Equal("/some/where", DataRoot.Resolve(" /some/where "));
    }

    [Fact]
    public void Generate_SameSeed_SamePicturesAndFingerprint()
    {
        var set = PiecewiseSmooth.Generate(2, 48, seed: 3);
        var again = PiecewiseSmooth.Generate(2, 48, seed: 3);

        Assert.Equal(set.Sha256, again.Sha256);
        Assert.Equal(set.Images[1].Image.Pixels, again.Images[1].Image.Pixels);
        Assert.NotEqual(set.Sha256, PiecewiseSmooth.Generate(2, 48, seed: 4).Sha256);
        Assert.NotEqual(set.Images[0].Image.Pixels, set.Images[1].Image.Pixels);
    }

    [Fact]
    public void Generate_Pictures_AreMostlySmoothWithSomeEdges()
    {
        foreach (var (name, image) in PiecewiseSmooth.Generate(6, 96, seed: 1).Images)
        {
            Assert.All(image.Pixels, value => Assert.InRange(value, 0, 1));
            var steps = Enumerable.Range(0, 96 * 95).Select(i => Math.Abs(image[i / 95, (i % 95) + 1] - image[i / 95, i % 95])).ToArray();
            var (smooth, edges) = (steps.Count(step => step < 0.02) / (double)steps.Length, steps.Count(step => step > 0.1));
            output.WriteLine($"{name}: {smooth:P0} smooth, {edges} steps above 0.1");
            Assert.True(smooth > 0.5, $"{name} is {smooth:P0} smooth.");
            Assert.True(edges > 96, $"{name} has {edges} edges.");
        }
    }
}
