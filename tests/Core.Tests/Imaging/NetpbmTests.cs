using System.Globalization;
using System.Text;
using Hodl.Core.Data;
using Hodl.Core.Imaging;
using Hodl.Core.Tests.Data;
using Xunit;

namespace Hodl.Core.Tests.Imaging;

public sealed class NetpbmTests : IDisposable
{
    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("P5\n2 1\n255\n\0\u00ff", 1, 2, 1, "0 1")]
    [InlineData("P5 # by hand\n# two\n2\t1\r\n4095\n\u000f\u00ff\0\0", 1, 2, 1, "1 0")]
    [InlineData("P6\n2 1\n255\n\u00ff\0\0\0\u00ff\0", 1, 2, 3, "1 0 0 0 1 0")]
    [InlineData("P2\n3 1\n4\n0 1 4\n", 1, 3, 1, "0 0.25 1")]
    [InlineData("P3\n1 1\n2\n2 1 0", 1, 1, 3, "1 0.5 0")]
    [InlineData("P1\n3 2\n101\n0 1 0\n", 2, 3, 1, "0 1 0 1 0 1")]
    [InlineData("P4\n9 1\n\u0080\u0080", 1, 9, 1, "0 1 1 1 1 1 1 1 0")]
    [InlineData("P5\n1 1\n255\n\n", 1, 1, 1, "0.039215688")]
    public void Decode_EveryKind_ItsNumbersByItsMaximum(string text, int height, int width, int channels, string pixels)
    {
        var path = folder.Write("a.pnm", Encoding.Latin1.GetBytes(text));

        var image = ImageFile.Load(path);

        Assert.Equal((height, width, channels), (image.Height, image.Width, image.Channels));
        Assert.Equal(pixels, string.Join(' ', image.Pixels.Select(value => value.ToString(CultureInfo.InvariantCulture))));
        Assert.Equal(new ImageHeader(width, height), ImageFile.Header(path));
        Assert.Equal((height, width), ImageFile.Size(Encoding.Latin1.GetBytes(text), "a.pnm"));
        Assert.True(ImageFolder.IsImage(path));
    }

    [Theory]
    [InlineData("P5\n2 1\n255\n\0", "cut short")]
    [InlineData("P5\n2 1\n", "cut short before the maximum")]
    [InlineData("P5\n2 x\n", "the height is no number")]
    [InlineData("P5\n2 1\n70000\n\0\0\0\0", "70000 is not within 1 … 65535")]
    [InlineData("P2\n2 1\n4\n0 5", "5 is above its maximum 4")]
    [InlineData("P1\n2 1\n0 2", "not 0 and 1")]
    [InlineData("P5\n99999 99999\n255\n", "99999 × 99999")]
    public void Decode_Damaged_SaysWhy(string text, string reason) =>
        Assert.Contains(reason, Assert.Throws<ImageFileException>(() => ImageFile.Decode(Encoding.Latin1.GetBytes(text), "a.pgm")).Message,
            StringComparison.Ordinal);

    [Fact]
    public void List_MacsLeftovers_AreNoImages()
    {
        folder.Flat("a.png", 9);
        folder.Write("._a.png", [0, 5, 22, 7]);

        Assert.Equal(["a"], ImageFolder.Load(folder.Path).Images.Select(image => image.Name));
    }
}
