using Hodl.Core.Runs;
using Hodl.Server.Exchange;
using Hodl.Server.Store;

namespace Hodl.Server.Tests.Exchange;

public sealed class EventFileTests
{
    /// <summary>Made by tests/tools/tensorboard-golden.py with Google's protobuf library: three scalars as doubles, one old 32-bit one.</summary>
    internal const string Golden =
        "GAAAAAAAAACjf0siCQAAAED8VNlBGg1icmFpbi5FdmVudDoy7O2PnTMAAAAAAAAADKcgVgkAACBA/FTZQRABKiYKJAoDcGhpQg4IAhIAMgiamZmZmZm5P0oNCgkKB3NjYWxhcnMgATF1yiY7AAAAAAAAABojrFwJAABQQPxU2U" +
        "EQrAIqLQorCgpWZXJsdXN0L8+GQg4IAhIAMggAAAAAAADwf0oNCgkKB3NjYWxhcnMgASFRenkxAAAAAAAAAJ2Dg+kJAACAQPxU2UEqJgokCgNwaGlCDggCEgAyCAAAAAAAAACASg0KCQoHc2NhbGFycyABuZaUWhkAAAAAAAAA" +
        "i/EIKAkAAMBA/FTZQRAHKgwKCgoDb2xkFQAAAD8I0f6k" +
        "";

    [Fact]
    public void Crc32C_PublishedVectors_Agree()
    {
        Assert.Equal(0xE3069283u, Crc32C.Of("123456789"u8)); // the check value of CRC-32C
        Assert.Equal(0x8A9136AAu, Crc32C.Of(new byte[32])); // RFC 3720, B.4
        Assert.Equal(0x62A8AB43u, Crc32C.Of(Enumerable.Repeat((byte)0xff, 32).ToArray()));
        Assert.Equal(0x46DD794Eu, Crc32C.Of([.. Enumerable.Range(0, 32).Select(i => (byte)i)]));
    }

    [Fact]
    public void Event_GoldenFile_ByteForByte()
    {
        using var stream = new MemoryStream();
        RecordFile.Write(stream, new ProtoWriter().Fixed64(1, 1700000000.0).Text(3, "brain.Event:2").ToArray());
        RecordFile.Write(stream, EventFile.Event(1700000000.5, 1, "phi", 0.1));
        RecordFile.Write(stream, EventFile.Event(1700000001.25, 300, "Verlust/φ", double.PositiveInfinity));
        RecordFile.Write(stream, EventFile.Event(1700000002.0, 0, "phi", -0.0));
        var golden = Convert.FromBase64String(Golden);
        Assert.Equal(Convert.ToHexString(golden, 0, (int)stream.Length), Convert.ToHexString(stream.ToArray()));
    }

    [Fact]
    public void WriteThenRead_EveryKindOfDouble_BitForBit()
    {
        using var folder = new TempFolder();
        var store = folder.Store();
        var run = store.Find(store.Add(Odd()))!;

        using var events = new MemoryStream();
        EventFile.Write(events, store, run);
        events.Position = 0;
        Same(EventReader.Read(events, "odd").Series[0], seconds: false);

        using var arrow = new MemoryStream();
        ArrowMetrics.Write(arrow, store, [run.Id]);
        arrow.Position = 0;
        Same(Assert.Single(ArrowMetrics.Read(arrow, "odd")).Series[0], seconds: true);

        using var csv = new StringWriter();
        MetricsCsv.Write(csv, store, [run.Id]);
        var read = Assert.Single(MetricsCsvReader.Read(new StringReader(csv.ToString()), "odd")).Series[0];
        Assert.Equal(Odd().Series[0].Values, read.Values); // a NaN's payload is lost in text, nothing else
        Assert.Equal(Odd().Series[0].Steps, read.Steps);

        static void Same(SeriesColumn read, bool seconds)
        {
            var odd = Odd().Series[0];
            Assert.Equal(odd.Name, read.Name);
            Assert.Equal(odd.Steps, read.Steps);
            Assert.Equal(odd.Values.Select(BitConverter.DoubleToInt64Bits), read.Values.Select(BitConverter.DoubleToInt64Bits));
            Assert.All(odd.Seconds.Zip(read.Seconds), pair => Assert.Equal(pair.First, pair.Second, seconds ? 0 : 1e-6));
        }
    }

    internal static ImportedRun Odd()
    {
        var column = new SeriesColumn("φ, \"odd\"");
        double[] values = [0.1, double.NaN, BitConverter.Int64BitsToDouble(0x7ff8_0000_dead_beef), double.PositiveInfinity,
            double.NegativeInfinity, -0.0, 5e-324, 1e-320, double.MaxValue, Math.PI];
        for (var i = 0; i < values.Length; i++)
        {
            column.Add(i * 1_000_000_007L, i * 0.25, values[i]);
        }

        return new ImportedRun { Name = "odd", Series = [column] };
    }
}
