using System.Text;
using Hodl.Core.Imaging;
using Hodl.Core.Runs;
using Xunit;
using Xunit.Abstractions;

namespace Hodl.Core.Tests.Imaging;

/// <summary>The files in base 64 were written by Pillow 9.4 from the numbers that the tests expect.</summary>
public class ImageFileTests(ITestOutputHelper output)
{
    private const string Gray16 = "iVBORw0KGgoAAAANSUhEUgAAAAIAAAACEAAAAAAHTY67AAAAEklEQVR4nGNgYGhgYPj/n5ERAAqGAoHGhESuAAAAAElFTkSuQmCC";
    private const string RgbAlpha = "iVBORw0KGgoAAAANSUhEUgAAAAIAAAABCAYAAAD0In+KAAAAEUlEQVR4nGP4z2DMwJD2vwEADOMDGBHkJssAAAAASUVORK5CYII=";
    private const string GrayAlpha = "iVBORw0KGgoAAAANSUhEUgAAAAIAAAABCAQAAABeK7cBAAAADUlEQVR4nGP4z2DcAAAE5wGzsjKVzAAAAABJRU5ErkJggg==";
    private const string OneBit = "iVBORw0KGgoAAAANSUhEUgAAAAkAAAABAQAAAAAkubnQAAAAC0lEQVR4nGNsYAAAAQYAgiXEWDgAAAAASUVORK5CYII=";
    private const string Palette = "iVBORw0KGgoAAAANSUhEUgAAAAIAAAABAQMAAADO7O3JAAAABlBMVEX/AAAAAP9sof2OAAAACklEQVR4nGNwAAAAQgBBKTf07wAAAABJRU5ErkJggg==";
    private const string GrayJpeg = "/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAAgGBgcGBQgHBwcJCQgKDBQNDAsLDBkSEw8UHRofHh0aHBwgJC4nICIsIxwcKDcpLDAxNDQ0Hyc5PTgyPC4zNDL/wAALCAAIAAgBAREA/8QAHwAAAQUBAQEBAQEAAAAAAAAAAAECAwQFBgcICQoL/8QAtRAAAgEDAwIEAwUFBAQAAAF9AQIDAAQRBRIhMUEGE1FhByJxFDKBkaEII0KxwRVS0fAkM2JyggkKFhcYGRolJicoKSo0NTY3ODk6Q0RFRkdISUpTVFVWV1hZWmNkZWZnaGlqc3R1dnd4eXqDhIWGh4iJipKTlJWWl5iZmqKjpKWmp6ipqrKztLW2t7i5usLDxMXGx8jJytLT1NXW19jZ2uHi4+Tl5ufo6erx8vP09fb3+Pn6/9oACAEBAAA/ACv/2Q==";

    [Theory]
    [InlineData(Gray16, 2, 2, 1, new[] { 0f, 32768 / 65535f, 1f, 257 / 65535f })]
    [InlineData(RgbAlpha, 1, 2, 3, new[] { 1f, 0f, 0.2f, 0f, 0.4f, 1f })]
    [InlineData(GrayAlpha, 1, 2, 1, new[] { 1f, 0.2f })]
    [InlineData(OneBit, 1, 9, 1, new[] { 1f, 0f, 0f, 0f, 0f, 0f, 0f, 0f, 1f })]
    [InlineData(Palette, 1, 2, 3, new[] { 1f, 0f, 0f, 0f, 0f, 1f })]
    public void Decode_EveryKindOfPixel_GivesItsNumbers(string base64, int height, int width, int channels, float[] pixels)
    {
        var image = ImageFile.Decode(Convert.FromBase64String(base64), "inline");

        Assert.Equal((height, width, channels), (image.Height, image.Width, image.Channels));
        Assert.Equal(pixels, image.Pixels);
    }

    [SkippableTheory]
    [InlineData("float01.tif", 1, 0.5)]
    [InlineData("floatrgb01.tif", 3, 0.29167)]
    [InlineData("u16.tif", 1, 0.5)]
    [InlineData("u32.tif", 1, 0.5)]
    [InlineData("half01.tif", 1, 0.49994)]
    [InlineData("float255.tif", 1, null)]
    public void Load_TiffOfTheField_ItsOwnNumbersOrRefused(string name, int channels, double? mean)
    {
        var path = TestData.Find("field/images/" + name);
        try
        {
            var image = ImageFile.Load(path);
            output.WriteLine($"{image.Height} x {image.Width} x {image.Channels}: {string.Join(' ', image.Pixels)}");
            Assert.Equal((4, 4, channels), (image.Height, image.Width, image.Channels));
            Assert.Equal(mean, Math.Round(image.Pixels.Average(), 5));
            Assert.Equal((0f, 1f), (image.Pixels.Min(), image.Pixels.Max()));
        }
        catch (ImageFileException refusal)
        {
            output.WriteLine(refusal.Message);
            Assert.True(mean is null, refusal.Message);
        }
    }

    [SkippableFact]
    public void Load_BmpOfTheField_HasAPicture()
    {
        var path = TestData.Find("field/images/t24.bmp");
        var image = ImageFile.Load(path);
        Assert.Equal((image.Height, image.Width), ImageFile.Size(File.ReadAllBytes(path), path));
        Assert.Equal(3, image.Channels);
        Assert.True(image.Pixels.Max() > image.Pixels.Min());
    }

    [Fact]
    public void Decode_GrayJpeg_StaysGray()
    {
        var image = ImageFile.Decode(Convert.FromBase64String(GrayJpeg), "inline");

        Assert.Equal((8, 8, 1), (image.Height, image.Width, image.Channels));
        Assert.All(image.Pixels, value => Assert.Equal(128 / 255f, value));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void EncodePng_DecodedAgain_EveryByteReturns(int channels)
    {
        var image = new RunImage { Name = "ramp", Role = "output", Height = 16, Width = 16, Channels = channels, Pixels = [.. Enumerable.Range(0, 256 * channels).Select(i => i / channels / 255f)] };

        var again = ImageFile.Decode(ImageFile.EncodePng(image.ToImage()), "again");

        Assert.Equal(channels, again.Channels);
        Assert.Equal(image.Pixels, again.Pixels);
    }

    [Fact]
    public void EncodePng_ValuesOutsideTheRange_AreClipped()
    {
        var png = ImageFile.EncodePng(new Image(1, 6, 1, [-3f, 7f, float.NaN, float.PositiveInfinity, 0.4999f / 255, 0.5001f / 255]));

        Assert.Equal([0f, 1f, 0f, 1f, 0f, 1 / 255f], ImageFile.Decode(png, "clipped").Pixels);
    }

    [Fact]
    public void Load_NoImageOrDamaged_NamesTheFile()
    {
        var folder = Directory.CreateTempSubdirectory("hodl-image-");
        try
        {
            var png = ImageFile.EncodePng(new Image(64, 64, 1, [.. Enumerable.Range(0, 4096).Select(i => i * 7919 % 256 / 255f)]));
            var damaged = (byte[])png.Clone();
            damaged.AsSpan(png.Length / 2, 32).Fill(0xA5);
            var jpeg = Convert.FromBase64String(GrayJpeg);
            foreach (var (name, bytes) in new (string, byte[])[]
            {
                ("text.png", Encoding.UTF8.GetBytes("This is no picture.")), ("empty.png", []), ("cut.png", png[..(png.Length / 2)]),
                ("short.png", png[..^200]), ("damaged.png", damaged), ("cut.jpg", jpeg[..^12]),
            })
            {
                var path = Path.Combine(folder.FullName, name);
                File.WriteAllBytes(path, bytes);

                var error = Assert.Throws<ImageFileException>(() => ImageFile.Load(path));

                output.WriteLine(error.Message);
                Assert.Equal(path, error.File);
                Assert.Contains(name, error.Message, StringComparison.Ordinal);
                Assert.True(error.Message.Length > path.Length + 25, "A reason follows the file's name.");
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [SkippableFact]
    public void Load_Set14_ThirteenInColourOneGray()
    {
        var folder = TestData.Find("Set14");
        var images = Directory.GetFiles(folder, "*.png").Select(ImageFile.Load).ToList();

        Assert.Equal(14, images.Count);
        Assert.Equal(13, images.Count(image => image.Channels == 3));
        Assert.All(images, image => Assert.InRange(image.Pixels.Average(), 0.1f, 0.9f));
    }

    [Fact]
    public void Decode_FromFourThreads_AgreesWithOne()
    {
        var png = ImageFile.EncodePng(new Image(32, 32, 3, [.. Enumerable.Range(0, 3072).Select(i => i * 31 % 256 / 255f)]));
        var expected = ImageFile.Decode(png, "one").Pixels;

        Parallel.For(0, 200, new ParallelOptions { MaxDegreeOfParallelism = 4 }, i => Assert.Equal(expected, ImageFile.Decode(png, "many").Pixels));
    }

    [Fact]
    public void SmallPng_GrayFiles_AsLibvipsReadsThem()
    {
        var random = new System.Random(3);
        for (var side = 1; side < 40; side += 6)
        {
            var smooth = side % 2 == 0;
            var png = ImageFile.EncodePng(new Image(side, side + 3, 1, [.. Enumerable.Range(0, side * (side + 3)).Select(at => smooth ? at % 17 / 16f : (float)random.NextDouble())]));
            Assert.Equal(ImageFile.Decode(png, "x").Pixels, SmallPng.Decode(png)!.Pixels);

            png[png.Length / 2] ^= 0x55;
            Assert.Null(SmallPng.Decode(png));
            Assert.Null(SmallPng.Decode(png[..(png.Length - 13)]));
        }

        Assert.Null(SmallPng.Decode(ImageFile.EncodePng(new Image(4, 4, 3, new float[48]))));
    }
}
