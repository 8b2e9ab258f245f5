using Hodl.Core.Imaging;
using Hodl.Server.Exchange;

namespace Hodl.Server.Tests.Exchange;

public sealed class EventImagesTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>An event with an Image, as PyTorch's add_image and TensorFlow 1 write it.</summary>
    public static byte[] Image(long step, string tag, byte[] file) => Event(step, new ProtoWriter().Text(1, tag)
        .Message(4, new ProtoWriter().Varint(1, 40).Varint(2, 44).Varint(3, 3).Bytes(4, file)));

    /// <summary>An event with a tensor of strings, as TensorFlow 2 writes images.</summary>
    public static byte[] Tensor(long step, string tag, params byte[][] files)
    {
        var tensor = new ProtoWriter().Varint(1, 7).Bytes(8, "44"u8.ToArray()).Bytes(8, "40"u8.ToArray());
        foreach (var file in files)
        {
            tensor.Bytes(8, file);
        }

        return Event(step, new ProtoWriter().Text(1, tag).Message(8, tensor));
    }

    [Fact]
    public void Read_ImagesOfBothKinds_TheirFilesUnderTheirTags()
    {
        var (a, b, c) = (Png(1), Png(2), Png(3));
        var run = Read(Image(3, "restored/butterfly", a), Tensor(4, "val/gt", b, c), Image(5, "x/image", a), Image(5, "y/image/2", b));

        Assert.Equal(["restored/butterfly.png 3", "val/gt-0.png 4", "val/gt-1.png 4", "x.png 5", "y-2.png 5"], run.Images.Select(image => $"{image.Path} {image.Step}"));
        Assert.Equal([a, b, c, a, b], run.Images.Select(image => image.Read()));
        Assert.All(run.Images, image => Assert.Equal(image.Bytes, image.Read().Length));
    }

    [Fact]
    public void Read_FolderWithARestart_WhatItVoidsIsGoneAndTheRestIsReadFromItsFile()
    {
        var (a, b) = (Png(1), Png(2));
        File("run/events.out.tfevents.1.x", Image(1, "p", a), Image(5, "p", a));
        File("run/events.out.tfevents.2.x", new ProtoWriter().Fixed64(1, 1_700_000_000).Varint(2, 4).Message(7, new ProtoWriter().Varint(1, 1)).ToArray(), Image(5, "p", b));

        var run = Assert.Single(ImportFile.Read(_folder.Path));

        Assert.Equal([1L, 5L], run.Images.Select(image => image.Step));
        Assert.Equal([a, b], run.Images.Select(image => image.Read()));
    }

    [Fact]
    public void Read_StringsThatAreNoImages_ArePassedOver()
    {
        var run = Read(EventFile.Event(1_700_000_000, 0, "loss", 1), Event(1, new ProtoWriter().Text(1, "text").Message(8, new ProtoWriter().Varint(1, 7)
            .Bytes(8, "12"u8.ToArray()).Bytes(8, "13"u8.ToArray()).Bytes(8, "hello"u8.ToArray()))), Tensor(1, "empty"), Image(1, "none", []));
        Assert.Empty(run.Images);
        Assert.Equal(["loss"], run.Series.Select(column => column.Name));
    }

    private static byte[] Event(long step, ProtoWriter value) => new ProtoWriter().Fixed64(1, 1_700_000_000).Varint(2, step)
        .Message(5, new ProtoWriter().Message(1, value)).ToArray();

    private static byte[] Png(int seed) => ImageFile.EncodePng(new Image(4, 4, 1, [.. Enumerable.Repeat(seed / 10f, 16)]));

    private static Hodl.Server.Store.ImportedRun Read(params byte[][] records)
    {
        var stream = new MemoryStream();
        foreach (var record in records)
        {
            RecordFile.Write(stream, record);
        }

        stream.Position = 0;
        return Assert.Single(ImportFile.Read("events.out.tfevents.1.x", stream));
    }

    private void File(string name, params byte[][] records)
    {
        var path = Path.Combine(_folder.Path, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        using var stream = System.IO.File.Create(path);
        foreach (var record in records)
        {
            RecordFile.Write(stream, record);
        }
    }
}
