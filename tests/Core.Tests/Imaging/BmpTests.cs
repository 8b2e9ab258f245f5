using System.Buffers.Binary;
using Hodl.Core.Data;
using Hodl.Core.Imaging;
using Hodl.Core.Tests.Data;
using Xunit;

namespace Hodl.Core.Tests.Imaging;

public sealed class BmpTests : IDisposable
{
    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(2)]
    [InlineData(-2)]  // from the top down
    public void Decode_24Bits_ColoursAndRowsInPlace(int height)
    {
        // Rows are padded to 8 bytes: red, green over blue, white.
        byte[] top = [0, 0, 255, 0, 255, 0, 0, 0], bottom = [255, 0, 0, 255, 255, 255, 0, 0];
        var path = folder.Write("WaterlooExploration/pristine_images/00001.bmp", Bitmap(2, height, 24, [], height > 0 ? [.. bottom, .. top] : [.. top, .. bottom]));

        var image = ImageFile.Load(path);

        Assert.Equal((2, 2, 3), (image.Height, image.Width, image.Channels));
        Assert.Equal([1f, 0, 0, 0, 1, 0, 0, 0, 1, 1, 1, 1], image.Pixels);
        Assert.Equal(new ImageHeader(2, 2), ImageFile.Header(path));
        Assert.Equal("00001", DataCatalog.Waterloo.Images(folder.Path).Load().Images.Single().Name);
    }

    [Fact]
    public void Decode_8Bits_GrayPaletteIsGrayAndColourPaletteIsColour()
    {
        byte[] gray = [0, 0, 0, 0, 51, 51, 51, 0], colour = [0, 0, 0, 0, 0, 0, 255, 0];

        Assert.Equal([0.2f, 0], ImageFile.Decode(Bitmap(2, 1, 8, gray, [1, 0, 0, 0]), "x").Pixels);
        Assert.Equal([1f, 0, 0, 0, 0, 0], ImageFile.Decode(Bitmap(2, 1, 8, colour, [1, 0, 0, 0]), "x").Pixels);
        Assert.Throws<ImageFileException>(() => ImageFile.Decode(Bitmap(2, 1, 8, gray, [9, 0, 0, 0]), "x"));
    }

    [Fact]
    public void Decode_CutShortOrPacked_NamesTheFile()
    {
        var whole = Bitmap(2, 2, 24, [], new byte[16]);
        for (var length = 2; length < whole.Length; length++)
        {
            Assert.Contains("cut.bmp", Assert.Throws<ImageFileException>(() => ImageFile.Decode(whole.AsSpan(0, length), "cut.bmp")).Message, StringComparison.Ordinal);
        }

        whole[30] = 1;
        Assert.Contains("compression 1", Assert.Throws<ImageFileException>(() => ImageFile.Decode(whole, "x")).Message, StringComparison.Ordinal);
        Assert.Throws<ImageFileException>(() => ImageFile.Decode(Bitmap(int.MaxValue, 2, 24, [], []), "x"));
    }

    [Fact]
    public void Header_Png_WidthAndHeight()
    {
        var path = folder.Flat("a.png", 9, height: 5, width: 7);

        Assert.Equal(new ImageHeader(7, 5), ImageFile.Header(path));
        Assert.Throws<ImageFileException>(() => ImageFile.Header(folder.Write("b.png", "no picture"u8.ToArray())));
    }

    private static byte[] Bitmap(int width, int height, ushort depth, byte[] palette, byte[] rows)
    {
        var header = new byte[54];
        "BM"u8.CopyTo(header);
        Put(2, 54 + palette.Length + rows.Length);
        Put(10, 54 + palette.Length);
        Put(14, 40);
        Put(18, width);
        Put(22, height);
        BinaryPrimitives.WriteUInt16LittleEndian(header.AsSpan(26), 1);
        BinaryPrimitives.WriteUInt16LittleEndian(header.AsSpan(28), depth);
        Put(46, palette.Length / 4);
        return [.. header, .. palette, .. rows];

        void Put(int at, int value) => BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(at), value);
    }
}
