using Hodl.Core.Imaging;
using Xunit;

namespace Hodl.Core.Tests.Imaging;

public class LumaTests
{
    [Fact]
    public void Luma_WhiteBlackAndColours_HaveTheStandardsValues()
    {
        var image = new Image(1, 5, 3, [1, 1, 1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1]);

        Assert.Equal([1f, 0f, 0.299f, 0.587f, 0.114f], Luma.Gray(image).Pixels);
        Assert.Equal(
            [235 / 255f, 16 / 255f, (16 + 65.481f) / 255, (16 + 128.553f) / 255, (16 + 24.966f) / 255],
            Luma.StudioY(image).Pixels, (a, b) => Math.Abs(a - b) < 1e-7);
    }

    [Fact]
    public void Luma_GrayImage_PassesUnchanged()
    {
        var image = new Image(1, 2, 1, [0.25f, 0.5f]);

        Assert.Same(image, Luma.Gray(image));
        Assert.Same(image, Luma.StudioY(image));
    }
}
