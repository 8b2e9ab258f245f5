using System.Text;
using Hodl.Server.Exchange;
using Hodl.Server.Store;

namespace Hodl.Server.Tests.Exchange;

public sealed class EventReaderTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Read_GoldenFile_ScalarsOfBothKinds()
    {
        var run = EventReader.Read(new MemoryStream(Convert.FromBase64String(EventFileTests.Golden)), "golden");
        Assert.Equal(["phi", "Verlust/φ", "old"], run.Series.Select(column => column.Name));
        Assert.Equal([1, 0], run.Series[0].Steps);
        Assert.Equal([0.5, 2], run.Series[0].Seconds);
        Assert.Equal([0.1, -0.0], run.Series[0].Values);
        Assert.True(double.IsNegative(run.Series[0].Values[1]));
        Assert.Equal((300, double.PositiveInfinity), (run.Series[1].Steps[0], run.Series[1].Values[0]));
        Assert.Equal((7, 0.5), (run.Series[2].Steps[0], run.Series[2].Values[0]));
        Assert.Equal(1_700_000_000, run.Started!.Value.ToUnixTimeSeconds());
    }

    [Fact]
    public void Read_CutOrDamagedFile_KeepsWhatIsGoodAndNamesTheRest()
    {
        var golden = Convert.FromBase64String(EventFileTests.Golden);
        Assert.Equal(2, EventReader.Read(new MemoryStream(golden[..^5]), "cut").Series.Count);
        golden[60] ^= 1;
        var kept = EventReader.Read(new MemoryStream(golden), "damaged");
        Assert.Equal(["Verlust/φ", "phi", "old"], kept.Series.Select(column => column.Name));
        Assert.Contains("record 2", Assert.Single(kept.LeftOut), StringComparison.Ordinal);
        Assert.Throws<InvalidImportException>(() => EventReader.Read(new MemoryStream(Encoding.UTF8.GetBytes("step,value\n1,2\n but longer")), "text"));
        Assert.Throws<InvalidImportException>(() => EventReader.Read(new MemoryStream(), "empty"));
    }

    [Fact]
    public void Read_FirstRecordWithoutATime_StartsAtTheFirstThatHasOne()
    {
        using var stream = new MemoryStream();
        RecordFile.Write(stream, new ProtoWriter().Fixed64(1, 0).Text(3, "brain.Event:2").ToArray());
        RecordFile.Write(stream, EventFile.Event(1_700_000_000, 0, "loss", 2));
        RecordFile.Write(stream, EventFile.Event(1_700_000_005, 1, "loss", 1));
        stream.Position = 0;
        var run = EventReader.Read(stream, "zero");
        Assert.Equal([0, 5.0], run.Series[0].Seconds);
        Assert.Equal(1_700_000_000, run.Started!.Value.ToUnixTimeSeconds());
    }

    [Fact]
    public void Read_TimesThatAreNone_AreRefused()
    {
        using var stream = new MemoryStream();
        RecordFile.Write(stream, EventFile.Event(1e30, 0, "loss", 2));
        stream.Position = 0;
        Assert.Contains("wall_time = 1E+30", Assert.Throws<InvalidImportException>(() => EventReader.Read(stream, "x")).Message,
            StringComparison.Ordinal);
    }

    [SkippableTheory]
    [InlineData("purge", "0 1 2 3 4 5 6 7")]
    [InlineData("overlap", "0 1 2 3 4 5 3 4 5 6 7")]
    public void Read_ResumedRun_WhatItsStartVoidsIsGone(string folder, string steps)
    {
        var runs = Field(folder);
        Assert.Equal(steps, string.Join(' ', Assert.Single(runs).Series.Single().Steps));
    }

    [SkippableFact]
    public void Read_EmptyAndDamagedFiles_TheOthersAreThere()
    {
        var runs = Field("empty");
        Assert.Equal(["other", "run"], runs.Select(run => run.Name));
        Assert.All(runs, run => Assert.NotEmpty(run.Series.Single().Steps));
        Assert.Contains("events.out.tfevents.1700000000.host.1.0", Assert.Single(runs[1].LeftOut), StringComparison.Ordinal);
        var damaged = Assert.Single(Field("corrupt"));
        Assert.NotEmpty(damaged.Series.Single().Steps);
        Assert.Contains("record", Assert.Single(damaged.LeftOut), StringComparison.Ordinal);
    }

    [SkippableFact]
    public void Read_FilesOfOneSecond_InTheOrderOfTheirNumbers()
    {
        var runs = Field("order");
        Assert.Equal(Assert.Single(runs).Series.Single().Steps.Order(), runs[0].Series.Single().Steps);
    }

    [Fact]
    public void Read_FoldersBelow_NamedByTheirPathsAndMacsLeftoversPassedOver()
    {
        foreach (var path in new[] { "seed1/train", "seed2/train", "__MACOSX/seed1/train" })
        {
            Directory.CreateDirectory(Path.Combine(_folder.Path, "logs", path));
            using var file = File.Create(Path.Combine(_folder.Path, "logs", path, "events.out.tfevents.1.h"));
            RecordFile.Write(file, EventFile.Event(1_700_000_000, 0, "loss", 2));
        }

        File.WriteAllBytes(Path.Combine(_folder.Path, "logs", "seed1", "train", "._events.out.tfevents.1.h"), [0, 5, 22, 7]);
        var runs = ImportFile.Read(Path.Combine(_folder.Path, "logs"));
        Assert.Equal(["seed1/train", "seed2/train"], runs.Select(run => run.Name));
        Assert.All(runs, run => Assert.Empty(run.LeftOut));
    }

    [Fact]
    public void Read_Hyperparameters_BecomeSettings()
    {
        static ProtoWriter Entry(string key, ProtoWriter value) => new ProtoWriter().Text(1, key).Message(2, value);
        var start = new ProtoWriter().Message(1, Entry("lr", new ProtoWriter().Fixed64(2, 0.001))).Message(1, Entry("net", new ProtoWriter()
            .Text(3, "unet")))
            .Message(1, Entry("bn", new ProtoWriter().Varint(4, 1)));
        var metadata = new ProtoWriter().Message(1, new ProtoWriter().Text(1, "hparams").Message(2, new ProtoWriter().Message(3, start)));
        var value = new ProtoWriter().Text(1, "_hparams_/session_start_info").Message(9, metadata);
        using var stream = new MemoryStream();
        RecordFile.Write(stream, new ProtoWriter().Fixed64(1, 1_700_000_000).Message(5, new ProtoWriter().Message(1, value)).ToArray());
        RecordFile.Write(stream, EventFile.Event(1_700_000_001, 1, "loss", 0.5));
        stream.Position = 0;
        var run = EventReader.Read(stream, "hp");
        Assert.Equal(("0.001", "unet", "true"), (run.Settings["lr"], run.Settings["net"], run.Settings["bn"]));
        Assert.Equal(["loss"], run.Series.Select(column => column.Name));
    }

    private static IReadOnlyList<ImportedRun> Field(string folder) => ImportFile.Read(TestData.Find("field/events/" + folder));
}
