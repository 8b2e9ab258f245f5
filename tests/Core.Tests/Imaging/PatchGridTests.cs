using Hodl.Core.Imaging;
using Hodl.Core.Random;
using Xunit;

namespace Hodl.Core.Tests.Imaging;

public class PatchGridTests
{
    [Theory]
    [InlineData(32, 48, 16)]
    [InlineData(33, 47, 16)]
    [InlineData(5, 40, 16)]
    [InlineData(1, 1, 4)]
    public void Assemble_OfExtract_IsTheImage(int height, int width, int size)
    {
        var image = Numbered(height, width);
        var grid = new PatchGrid(height, width, size);

        var patches = grid.Extract(image);

        Assert.Equal(grid.Count * size * size, patches.Length);
        Assert.Equal(image.Pixels, grid.Assemble(patches).Pixels);
    }

    [Fact]
    public void Extract_BeyondTheBorder_Mirrors()
    {
        var patches = new PatchGrid(3, 2, 2).Extract(Numbered(3, 2)); // 0 1 / 2 3 / 4 5

        Assert.Equal([0, 1, 2, 3, 4, 5, 4, 5], patches);
    }

    [Fact]
    public void Extract_OrAssembleOfOtherShapes_IsRefused()
    {
        var grid = new PatchGrid(4, 4, 2);

        Assert.Throws<ArgumentException>(() => grid.Extract(Numbered(4, 5)));
        Assert.Throws<ArgumentException>(() => grid.Assemble(new float[15]));
    }

    [Fact]
    public void Sample_ManyPatches_AreCutFromTheImages()
    {
        var patches = PatchGrid.Sample([Numbered(20, 20), Numbered(16, 18)], 50, 16, new Philox(4));

        Assert.Equal(50 * 256, patches.Length);
        for (var i = 0; i < 50; i++)
        {
            // In an image of consecutive numbers a patch rises by 1 along a row and by the image's width along a column.
            var patch = patches[(i * 256)..((i + 1) * 256)];
            Assert.Equal(patch[0] + 15, patch[15]);
            Assert.Contains(patch[16] - patch[0], new[] { 20f, 18f });
        }
    }

    private static Image Numbered(int height, int width) => new(height, width, 1, [.. Enumerable.Range(0, height * width).Select(i => (float)i)]);
}
