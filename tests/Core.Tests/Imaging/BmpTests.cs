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

    [Theory]
    [InlineData(16, 0, null, "007C E003 1F00 FF7F", "1 0 0 0 1 0 0 0 1 1 1 1")]
    [InlineData(16, 3, "00F80000 E0070000 1F000000", "00F8 E007 1F00 FFFF", "1 0 0 0 1 0 0 0 1 1 1 1")]
    [InlineData(32, 3, "FF000000 00FF0000 0000FF00", "FF000000 00FF0000 0000FF00 33663300", "1 0 0 0 1 0 0 0 1 0.2 0.4 0.2")]
    [InlineData(32, 3, "0000FF00 00FF0000 FF000000", "FF000000 00FF0000 0000FF00 33663300", "0 0 1 0 1 0 1 0 0 0.2 0.4 0.2")]
    [InlineData(32, 6, "0000C03F 00F00F00 FF030000", "0000C03F 00F00F00 FF030000 00000000", "1 0 0 0 1 0 0 0 1 0 0 0")]
    public void Decode_Masks_EveryColorWhereTheyPutIt(int depth, int packing, string? masks, string rows, string expected)
    {
        static byte[] Bytes(string text) => Convert.FromHexString(text.Replace(" ", "", StringComparison.Ordinal));
        var file = Bitmap(4, 1, (ushort)depth, Bytes(masks ?? ""), Bytes(rows));
        file[30] = (byte)packing;
        file[46] = 0;

        var image = ImageFile.Decode(file, "masks.bmp");

        Assert.Equal((1, 4, 3), (image.Height, image.Width, image.Channels));
        Assert.Equal(expected.Split(' ').Select(text => float.Parse(text, System.Globalization.CultureInfo.InvariantCulture)),
            image.Pixels);
    }

    [Fact]
    public void Decode_1And4Bits_ThroughTheirPalette()
    {
        byte[] two = [0, 0, 255, 0, 255, 0, 0, 0];
        Assert.Equal([0f, 0, 1, 1, 0, 0, 0, 0, 1], ImageFile.Decode(Bitmap(3, 1, 1, two, [0b1010_0000, 0, 0, 0]), "x").Pixels);
        Assert.Equal([0f, 0, 1, 1, 0, 0, 0, 0, 1], ImageFile.Decode(Bitmap(3, 1, 4, two, [0x10, 0x10, 0, 0]), "x").Pixels);
    }

    [Fact]
    public void Decode_MasksThatAreNone_AreRefused()
    {
        var file = Bitmap(1, 1, 32, [0, 0, 0, 0, 0, 255, 0, 0, 0, 0, 255, 0], [1, 2, 3, 4]);
        file[30] = 3;
        Assert.Contains("mask 00000000", Assert.Throws<ImageFileException>(() => ImageFile.Decode(file, "x")).Message,
            StringComparison.Ordinal);
        file[14] = 12;
        Assert.Contains("header of 12 bytes", Assert.Throws<ImageFileException>(() => ImageFile.Decode(file, "x")).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Size_Bitmap_AsDecoded() => Assert.Equal((1, 2), ImageFile.Size(Bitmap(2, 1, 24, [], new byte[8]), "x"));

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
