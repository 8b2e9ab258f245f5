using Hodl.Core.Runs;
using Hodl.Server.Store;

namespace Hodl.Server.Tests.Store;

public sealed class LongSeriesTests : IDisposable
{
    private const int Points = 400_000;
    private static readonly (long Step, double Value)[] Odd = [(17, 90), (123_457, -70), (250_000, double.NaN),
        (333_333, double.PositiveInfinity), (399_998, 120)];
    private readonly TempFolder _folder = new();
    private readonly RunStore _store;
    private readonly long _id;

    public LongSeriesTests()
    {
        _store = _folder.Store();
        var column = new SeriesColumn("phi");
        var odd = Odd.ToDictionary(point => point.Step, point => point.Value);
        for (long step = 1; step <= Points; step++)
        {
            column.Add(step, step * 1e-3, odd.TryGetValue(step, out var value) ? value : Math.Sin(step * 0.7));
        }

        _id = _store.Add(new ImportedRun { Name = "long", Series = [column] });
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Read_Thinned_KeepsEverySpikeAndHolesAndEnds()
    {
        var thin = _store.Read(_id, "phi", 1500);
        Assert.Equal(Points, thin.Total);
        Assert.InRange(thin.Steps.Length, 900, 1500);
        Assert.Equal((1, Points), (thin.Steps[0], thin.Steps[^1]));
        Assert.Equal(thin.Steps.Order(), thin.Steps);
        Assert.All(Odd, point => Assert.Equal(point.Value, thin.Values[Array.IndexOf(thin.Steps, point.Step)]));
        Assert.All(thin.Steps.Zip(thin.Seconds), pair => Assert.Equal(pair.First * 1e-3, pair.Second));
    }

    [Fact]
    public void Read_Zoomed_IsExact()
    {
        var part = _store.Read(_id, "phi", 1500, 123_000, 124_000);
        Assert.Equal(Enumerable.Range(123_000, 1001).Select(step => (long)step), part.Steps);
        Assert.Equal((1001, -70), (part.Total, part.Values[457]));
        // A stretch with more points than are shown, whose edges lie within chunks: counted to the point.
        var wide = _store.Read(_id, "phi", 1500, 5_001, 395_000);
        Assert.Equal(390_000, wide.Total);
        Assert.Equal((5_001, 395_000), (wide.Steps[0], wide.Steps[^1]));
    }

    [Fact]
    public void Visit_LongSeries_ComesInChunksInOrder()
    {
        var (count, next, largest) = (0, 1L, 0);
        _store.Visit(_id, "phi", chunk =>
        {
            Assert.Equal(next, chunk.Steps[0]);
            (count, next, largest) = (count + chunk.Steps.Count, chunk.Steps[^1] + 1, Math.Max(largest, chunk.Steps.Count));
        });
        Assert.Equal((Points, 8192), (count, largest));
    }

    [Fact]
    public void Start_Resumed_WhatWasTakenBackIsGoneFromTheThinnedToo()
    {
        var id = _store.Add(TestServer.Spec(new FakeSettings()));
        var start = _store.Start(id, "me", RunStoreTests.Environment())!;
        var batch = new RunBatch { Sequence = 1 };
        for (var step = 1; step <= 300_000; step++)
        {
            batch.Add("phi", step, 0, step == 250_000 ? 1e6 : 1.0 / step);
        }

        batch.Checkpoints.Add((1, new RunCheckpoint(200_000, [1])));
        _store.Append(id, start.Attempt, batch);
        Assert.Contains(1e6, _store.Read(id, "phi", 500).Values);
        _store.End(id, start.Attempt, RunState.Cancelled, "");
        _store.Requeue(id);

        _store.Start(id, "me", RunStoreTests.Environment());

        var thin = _store.Read(id, "phi", 500);
        Assert.Equal((200_000, 200_000), (thin.Total, thin.Steps[^1]));
        Assert.DoesNotContain(1e6, thin.Values);
    }
}
