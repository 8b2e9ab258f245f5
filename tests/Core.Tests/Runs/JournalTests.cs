using FsCheck;
using FsCheck.Fluent;
using Hodl.Core.Runs;
using Xunit;

namespace Hodl.Core.Tests.Runs;

public sealed class JournalTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("hodl-journal-").FullName;
    private int _folders;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public void Append_AnyBatches_ComeBackBitForBit() => Prop.ForAll(Batches().ToArbitrary(), batches =>
    {
        var folder = Folder();
        using (var recorder = new RunRecorder(folder))
        {
            recorder.Begin(1, "me", null, DateTimeOffset.UtcNow);
            batches.ForEach(batch => recorder.Append(batch));
        }

        using var journal = new RunJournal(folder);
        Assert.Equal(batches.SelectMany(batch => batch.Series).Select(column => column.Name).Distinct(), journal.Series());
        foreach (var name in journal.Series())
        {
            var (steps, seconds, values) = Points(batches, name);
            var read = journal.Read(name);
            Assert.Equal(steps, read.Steps);
            Assert.Equal(Bits(seconds), Bits(read.Seconds));
            Assert.Equal(Bits(values), Bits(read.Values));
            var within = journal.Read(name, 0, 3, 11);
            Assert.Equal(steps.Where(step => step is >= 3 and <= 11), within.Steps);
            Assert.Equal(within.Steps.Length, within.Total);
        }
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Open_TornAnywhere_HoldsTheWholeBatchesBeforeAndGoesOn() => Prop.ForAll(
        Batches().Where(batches => batches.Count > 0).ToArbitrary(), Gen.Choose(0, 1_000_000).ToArbitrary(), (batches, where) =>
    {
        var folder = Folder();
        var ends = new List<long> { 0 };
        using (var recorder = new RunRecorder(folder))
        {
            foreach (var batch in batches)
            {
                recorder.Append(batch);
                ends.Add(recorder.Bytes);
            }
        }

        var length = where % (ends[^1] + 1);
        using (var file = File.OpenWrite(folder.Journal))
        {
            file.SetLength(length);
        }

        var whole = batches.Take(ends.FindLastIndex(end => end <= length)).ToList();
        using (var torn = new RunJournal(folder))
        {
            Same(whole, torn);
        }

        using (var again = new RunRecorder(folder))
        {
            Assert.Equal(ends[whole.Count], again.Bytes);
            again.Append(batches[0]);
        }

        using var journal = new RunJournal(folder);
        Same([.. whole, batches[0]], journal);
        Assert.Empty(RunJournal.Check(folder).Damages);
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Read_AnyByteFlipped_IsNamedAndTheRestIsThere() => Prop.ForAll(
        Batches().Where(batches => batches.Count > 1).ToArbitrary(), Gen.Choose(0, 10_000_000).ToArbitrary(), (batches, where) =>
    {
        var folder = Folder();
        using (var recorder = new RunRecorder(folder))
        {
            batches.ForEach(batch => recorder.Append(batch));
        }

        var bytes = File.ReadAllBytes(folder.Journal);
        var at = where % bytes.Length;
        bytes[at] ^= (byte)(1 << (where % 8));
        File.WriteAllBytes(folder.Journal, bytes);

        var (damages, _) = RunJournal.Check(folder);

        Assert.Contains(damages, damage => damage.Offset <= at && at < damage.Offset + damage.Bytes);
        // One frame is lost at most: every series but one is whole, and of that one all but one batch.
        using var journal = new RunJournal(folder);
        var names = batches.SelectMany(batch => batch.Series).Select(column => column.Name).Distinct().ToList();
        var hurt = names.Where(name => journal.Read(name).Steps.Length != Points(batches, name).Steps.Length).ToList();
        var isLast = damages[^1].AtEnd;
        Assert.True(hurt.Count <= 1 || isLast, $"Lost of {string.Join(", ", hurt)} by byte {at}.");
        foreach (var name in hurt)
        {
            var left = journal.Read(name).Steps.Length;
            Assert.Contains(batches.Select((_, without) => Points([.. batches.Where((_, i) => i != without)], name).Steps.Length), count =>
                count == left);
        }
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Read_ByteFlippedAfterItWasIndexed_IsNotHandedOut()
    {
        var folder = Folder();
        using (var recorder = new RunRecorder(folder))
        {
            for (var step = 1; step <= 3; step++)
            {
                recorder.Append(Batch(step, ("phi", step)));
            }
        }

        using var journal = new RunJournal(folder);
        Assert.Equal([1L, 2, 3], journal.Read("phi").Steps);
        var bytes = File.ReadAllBytes(folder.Journal);
        bytes[bytes.Length / 2] ^= 4;
        File.WriteAllBytes(folder.Journal, bytes);

        Assert.Equal([1L, 3], journal.Read("phi").Steps);
        Assert.Equal(2, journal.Read("phi").Total);
    }

    [Fact]
    public void Begin_AfterACheckpoint_VoidsWhatCameLater()
    {
        var folder = Folder();
        using (var recorder = new RunRecorder(folder))
        {
            recorder.Begin(1, "me", null, DateTimeOffset.UtcNow);
            var batch = new RunBatch { Sequence = 1 };
            for (var step = 1; step <= 5000; step++)
            {
                batch.Add("phi", step, step, step == 4000 ? 1e9 : step);
                batch.Log.Add((DateTimeOffset.UtcNow, new RunLogLine(LogSeverity.Warning, step, "w")));
            }

            batch.Progress = (5000, 9000);
            batch.Checkpoints.Add((2.5, new RunCheckpoint(2500, [1, 2])));
            recorder.Append(batch);
            var later = Batch(2, ("phi", 5001));
            recorder.Append(later);
        }

        using (var recorder = new RunRecorder(folder))
        {
            var start = recorder.Begin(2, "me", null, DateTimeOffset.UtcNow)!.Value;
            Assert.Equal((2500, 2.5), (start.Checkpoint.Step, start.Seconds));
            recorder.Append(Batch(3, ("phi", 2501)));
        }

        using var journal = new RunJournal(folder);
        Assert.Equal(Enumerable.Range(1, 2501).Select(step => (long)step), journal.Read("phi").Steps);
        Assert.DoesNotContain(1e9, journal.Read("phi", 10).Values);
        Assert.Equal(2500, journal.Log().Count);
        var summary = journal.Summary();
        Assert.Equal((2, 3L, 2500, 2501L), (summary.Attempt!.Number, summary.Sequence, summary.Warnings, summary.Points));
    }

    [Fact]
    public void Begin_LatestCheckpointDamaged_GoesOnFromTheOneBefore()
    {
        var folder = Folder();
        using (var recorder = new RunRecorder(folder))
        {
            var batch = Batch(1, ("phi", 1), ("phi", 2));
            batch.Checkpoints.Add((1, new RunCheckpoint(1, [1])));
            batch.Checkpoints.Add((2, new RunCheckpoint(2, [2])));
            recorder.Append(batch);
        }

        var file = Path.Combine(folder.Path, "checkpoints", "2");
        var bytes = File.ReadAllBytes(file);
        bytes[^5] ^= 1;
        File.WriteAllBytes(file, bytes);

        using var again = new RunRecorder(folder);
        Assert.Equal([1], again.Begin(2, "me", null, DateTimeOffset.UtcNow)!.Value.Checkpoint.State);
        using var journal = new RunJournal(folder);
        Assert.Equal([1L], journal.Read("phi").Steps);
    }

    [Fact]
    public void Read_IndexFileDamagedOrOfAnotherJournal_IsBuiltAgain()
    {
        var folder = Folder();
        var column = new SeriesColumn("phi");
        for (var step = 0; step < 500_000; step++)
        {
            column.Add(step, step, Math.Sin(step));
        }

        using (var recorder = new RunRecorder(folder))
        {
            for (var at = 0; at < column.Steps.Count; at += 5000)
            {
                var batch = new RunBatch { Sequence = 1 };
                batch.Add(column.Slice(at, 5000));
                recorder.Append(batch, sync: false);
            }
        }

        SeriesData thin;
        using (var journal = new RunJournal(folder))
        {
            thin = journal.Read("phi", 500);
        }

        Assert.True(File.Exists(folder.Index));
        foreach (var damage in (Action<byte[]>[])[_ => { }, bytes => bytes[bytes.Length / 2] ^= 1, bytes => bytes.AsSpan().Clear()])
        {
            var bytes = File.ReadAllBytes(folder.Index);
            damage(bytes);
            File.WriteAllBytes(folder.Index, bytes);
            using var journal = new RunJournal(folder);
            Assert.Equivalent(thin, journal.Read("phi", 500), strict: true);
            Assert.Equal(column.Values, journal.Read("phi").Values);
        }

        using (var file = File.OpenWrite(folder.Journal))
        {
            file.SetLength(file.Length / 3);
        }

        using var shorter = new RunJournal(folder);
        Assert.InRange(shorter.Read("phi").Total, 100_000, 170_000);
    }

    [Fact]
    public void RunRecorder_TwoOfOneFolder_TheSecondIsRefused()
    {
        var folder = Folder();
        using var first = new RunRecorder(folder);
        Assert.Throws<IOException>(() => new RunRecorder(folder));
        Assert.False(folder.IsFree());
    }

    private static void Same(List<RunBatch> batches, RunJournal journal)
    {
        foreach (var name in batches.SelectMany(batch => batch.Series).Select(column => column.Name).Distinct())
        {
            var (steps, _, values) = Points(batches, name);
            Assert.Equal(steps, journal.Read(name).Steps);
            Assert.Equal(Bits(values), Bits(journal.Read(name).Values));
        }

        Assert.Equal(batches.SelectMany(batch => batch.Log).Select(entry => entry.Line), journal.Log().Select(entry => entry.Line));
    }

    private static (long[] Steps, double[] Seconds, double[] Values) Points(List<RunBatch> batches, string name)
    {
        var columns = batches.SelectMany(batch => batch.Series).Where(column => column.Name == name).ToList();
        return ([.. columns.SelectMany(column => column.Steps)], [.. columns.SelectMany(column => column.Seconds)],
            [.. columns.SelectMany(column => column.Values)]);
    }

    private static long[] Bits(IEnumerable<double> values) => [.. values.Select(BitConverter.DoubleToInt64Bits)];

    private static RunBatch Batch(long sequence, params (string Series, long Step)[] points)
    {
        var batch = new RunBatch { Sequence = sequence };
        foreach (var (series, step) in points)
        {
            batch.Add(series, step, step, step);
        }

        return batch;
    }

    private static Gen<List<RunBatch>> Batches()
    {
        var point =
            from series in Gen.Elements("phi", "residual", "größe")
            from step in Gen.Choose(0, 20)
            from high in Gen.Choose(int.MinValue, int.MaxValue)
            from low in Gen.Choose(int.MinValue, int.MaxValue)
            select (Series: series, Step: step, Value: BitConverter.Int64BitsToDouble(((long)high << 32) | (uint)low));
        var batch =
            from points in Gen.NonEmptyListOf(point)
            from lines in Gen.ListOf(Gen.Elements("", "a line", "Zeile mit ü\nund noch einer"))
            select (Points: points.ToList(), Lines: lines.ToList());
        return from many in Gen.ListOf(batch) select many.Select((one, i) => Make(i + 1, one.Points, one.Lines)).ToList();
    }

    private static RunBatch Make(long sequence, List<(string Series, int Step, double Value)> points, List<string> lines)
    {
        var batch = new RunBatch { Sequence = sequence };
        points.ForEach(point => batch.Add(point.Series, point.Step, point.Value, point.Value));
        lines.ForEach(line => batch.Log.Add((DateTimeOffset.UnixEpoch, new RunLogLine(LogSeverity.Info, 1, line))));
        return batch;
    }

    private RunFolder Folder() => new(Path.Combine(_root, $"{_folders++}"));
}
