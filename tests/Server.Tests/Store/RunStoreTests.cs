using Hodl.Core.Runs;
using Hodl.Server.Store;
using Xunit.Abstractions;

namespace Hodl.Server.Tests.Store;

public sealed class RunStoreTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly RunStore _store;
    private readonly ITestOutputHelper _output;

    public RunStoreTests(ITestOutputHelper output) =>
        (_store, _output) = (_folder.Store(), output);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Append_OddDoubles_ComeBackBitForBit()
    {
        long[] bits =
        [
            BitConverter.DoubleToInt64Bits(double.NaN), 0x7FF8_0000_DEAD_BEEF, unchecked((long)0xFFF4_0000_0000_0001),
            BitConverter.DoubleToInt64Bits(double.PositiveInfinity), BitConverter.DoubleToInt64Bits(double.NegativeInfinity),
            BitConverter.DoubleToInt64Bits(-0.0), BitConverter.DoubleToInt64Bits(1e-320), 1, long.MaxValue, long.MinValue,
            BitConverter.DoubleToInt64Bits(0.1), BitConverter.DoubleToInt64Bits(double.MaxValue), BitConverter.DoubleToInt64Bits(5),
        ];
        var (id, attempt) = Started();
        var batch = new RunBatch { Sequence = 1 };
        for (var i = 0; i < bits.Length; i++)
        {
            batch.Add("phi", i, i * 0.1, BitConverter.Int64BitsToDouble(bits[i]));
            batch.Results.Add((i, new RunResult($"metric{i}", BitConverter.Int64BitsToDouble(bits[i]), BitConverter.Int64BitsToDouble(bits[i]))));
        }

        batch.Curves.Add(new InnerCurve("c", 1, 5, "train", [.. bits.Select(BitConverter.Int64BitsToDouble)]));
        _store.Append(id, attempt, batch);

        Assert.Equal(bits, _store.Read(id, "phi").Values.Select(BitConverter.DoubleToInt64Bits));
        Assert.Equal(bits, _store.InnerCurves(id)[0].Values.Select(BitConverter.DoubleToInt64Bits));
        var results = _store.Find(id)!.Results.ToDictionary(result => result.Metric);
        Assert.All(Enumerable.Range(0, bits.Length), i =>
        {
            Assert.Equal(bits[i], BitConverter.DoubleToInt64Bits(results[$"metric{i}"].Value));
            Assert.Equal(bits[i], BitConverter.DoubleToInt64Bits(results[$"metric{i}"].Std!.Value));
        });
    }

    [Fact]
    public void Read_RangeOverManyChunks_HoldsExactlyTheStepsWithin()
    {
        var (id, attempt) = Started();
        for (var chunk = 0; chunk < 20; chunk++)
        {
            var batch = new RunBatch { Sequence = chunk + 1 };
            for (var i = 0; i < 10; i++)
            {
                batch.Add("phi", (chunk * 10) + i, 0, (chunk * 10) + i);
            }

            _store.Append(id, attempt, batch);
        }

        var part = _store.Read(id, "phi", 0, 37, 122);

        Assert.Equal(Enumerable.Range(37, 86).Select(i => (long)i), part.Steps);
        Assert.Equal(86, part.Total);
        Assert.Equal(20, _store.History(id, []).Sequence);
    }

    [Fact]
    public void Start_AfterCheckpoint_TakesBackWhatCameLater()
    {
        var (id, attempt) = Started();
        var batch = new RunBatch { Sequence = 1 };
        for (var step = 1; step <= 10; step++)
        {
            batch.Add("phi", step, step, step);
            batch.Curves.Add(new InnerCurve("c", step, 5, "train", [step]));
            batch.Images.Add((Image(step), [1, 2, 3]));
            batch.Log.Add((DateTimeOffset.UtcNow, new RunLogLine(LogSeverity.Warning, step, "w")));
        }

        batch.Progress = (10, 20);
        batch.Checkpoints.Add((3.5, new RunCheckpoint(4, [4])));
        batch.Checkpoints.Add((6.5, new RunCheckpoint(7, [7])));
        _store.Append(id, attempt, batch);
        _store.End(id, attempt, RunState.Cancelled, "x");
        Assert.True(_store.Requeue(id));
        Assert.Equal(10, _store.Read(id, "phi").Total);

        var start = _store.Start(id, "me", Environment())!;

        Assert.Equal(new long[] { 1, 2, 3, 4, 5, 6, 7 }, _store.Read(id, "phi").Steps);
        Assert.Equal(7, _store.InnerCurves(id).Count);
        Assert.Equal(7, _store.Images(id).Count);
        Assert.Equal(7, Directory.GetFiles(Path.Combine(_folder.Path, "runs", $"{id}", "images")).Length);
        Assert.Equal((7, 6.5, 7, 2, 1L), (start.Run.Step, start.Run.Seconds, start.Run.Warnings, start.Attempt, start.Sequence));
        Assert.Equal([7], start.Checkpoint!.State);
        Assert.Throws<RunLostException>(() => _store.Append(id, attempt, new RunBatch()));
    }

    [Fact]
    public void Append_ManyCheckpoints_KeepsTheLastTwo()
    {
        var (id, attempt) = Started();
        for (var step = 1; step <= 5; step++)
        {
            var batch = new RunBatch();
            batch.Checkpoints.Add((step, new RunCheckpoint(step, [(byte)step])));
            _store.Append(id, attempt, batch);
        }

        Assert.Equal(["4", "5"], Directory.GetFiles(Path.Combine(_folder.Path, "runs", $"{id}", "checkpoints")).Select(Path.GetFileName).Order());
        Assert.Equal([5], _store.Checkpoint(id)!.State);
    }

    [Fact]
    public void Delete_ThenUndelete_RunIsBackWithItsPoints()
    {
        var (id, attempt) = Started();
        var batch = new RunBatch { Sequence = 1 };
        batch.Add("phi", 1, 0, 1);
        _store.Append(id, attempt, batch);
        var mark = _store.Changed(0).Mark;

        _store.Delete(id);
        Assert.Empty(_store.List());
        Assert.True(_store.Find(id)!.Deleted);
        Assert.Equal([id], _store.Changed(mark).Runs);
        _store.Undelete(id);
        _store.Rename(id, "  best  ");

        Assert.Equal("best", Assert.Single(_store.List()).Name);
        Assert.Single(_store.Read(id, "phi").Values);
    }

    [Fact]
    public void Open_NewerVersion_SaysSo()
    {
        _folder.Close();
        using (var database = new LiteDB.LiteDatabase(_folder.Database))
        {
            database.UserVersion = 99;
            database.Checkpoint();
        }

        Assert.Contains("version 99", Assert.Throws<InvalidOperationException>(() => _folder.Catalog).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_FileOfSqlite_SaysSoAndLeavesIt()
    {
        _folder.Close();
        var old = "SQLite format 3\0and what follows"u8.ToArray();
        File.WriteAllBytes(_folder.Database, old);

        Assert.Contains("SQLite", Assert.Throws<InvalidOperationException>(() => _folder.Catalog).Message, StringComparison.Ordinal);
        Assert.Equal(old, File.ReadAllBytes(_folder.Database));
    }

    [Fact]
    public void Interrupt_OnlyDeadOwners_AreMarked()
    {
        var (alive, _) = Started("alive");
        var (dead, _) = Started("dead");

        Assert.Equal([dead], _store.Interrupt((owner, _) => owner == "alive"));

        Assert.Equal(RunState.Running, _store.Find(alive)!.State);
        Assert.Equal(RunState.Interrupted, _store.Find(dead)!.State);
        Assert.True(_store.Find(dead)!.CanResume);
    }

    [Fact]
    public void Append_Sustained_PointsPerSecondArePrinted()
    {
        var (id, attempt) = Started();
        var watch = System.Diagnostics.Stopwatch.StartNew();
        for (var chunk = 0; chunk < 50; chunk++)
        {
            var batch = new RunBatch { Sequence = chunk + 1 };
            for (var i = 0; i < 20_000; i++)
            {
                batch.Add(i % 2 == 0 ? "phi" : "residual", (chunk * 10_000) + (i / 2), 0.5, i);
            }

            _store.Append(id, attempt, batch);
        }

        _output.WriteLine($"{1_000_000 / watch.Elapsed.TotalSeconds:N0} points/s in batches of 20 000");
        watch.Restart();
        var thin = _store.Read(id, "phi", 1000);
        _output.WriteLine($"thinned 500 000 points to {thin.Values.Length} in {watch.ElapsedMilliseconds} ms");
        Assert.Equal(500_000, thin.Total);
        Assert.InRange(thin.Values.Length, 900, 1000);
    }

    [Fact]
    public void List_FiveThousandRuns_TimeIsPrinted()
    {
        foreach (var some in Enumerable.Range(1, 5000).Chunk(250))
        {
            Parallel.ForEach(some, new ParallelOptions { MaxDegreeOfParallelism = 16 }, seed => _store.Add(new ImportedRun
            {
                Name = "",
                Task = "fake",
                Method = "ahodl",
                Seed = seed,
                Results = [new RunResult("psnr_gray", seed), new RunResult("ssim_gray", 0), new RunResult("residual", 0)],
            }));
        }

        foreach (var time in (string[])["first", "again", "third"])
        {
            using var process = System.Diagnostics.Process.GetCurrentProcess();
            var (watch, before) = (System.Diagnostics.Stopwatch.StartNew(), process.TotalProcessorTime);
            var runs = _store.List();
            process.Refresh();
            _output.WriteLine($"5000 runs listed in {watch.ElapsedMilliseconds} ms, {(process.TotalProcessorTime - before).TotalMilliseconds} ms of CPU ({time})");
            Assert.Equal((5000, 3), (runs.Count, runs[0].Results.Count));
        }
    }

    private static RunImage Image(long step) =>
        new() { Name = "a", Role = "output", Step = step, Height = 1, Width = 1, Channels = 1, Pixels = [0] };

    internal static RunEnvironment Environment() => new()
    {
        Code = "1",
        DotNet = "10",
        LibTorch = "none",
        Blas = "none",
        Device = "cpu",
        Threads = 1,
        Processor = "p",
        System = "s",
    };

    private (long Id, int Attempt) Started(string owner = "me")
    {
        var id = _store.Add(TestServer.Spec(new FakeSettings()));
        var start = _store.Start(id, owner, Environment())!;
        return (id, start.Attempt);
    }
}
