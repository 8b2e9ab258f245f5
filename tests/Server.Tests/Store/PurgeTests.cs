using Hodl.Core.Runs;
using Hodl.Server.Store;

namespace Hodl.Server.Tests.Store;

public sealed class PurgeTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly Clock _clock = new();
    private readonly RunStore _store;

    public PurgeTests() => _store = _folder.Store(_clock);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Purge_DeletedLongAgo_NothingOfTheRunIsLeft()
    {
        var notes = new NoteStore(_folder.Catalog, _clock);
        var studies = new StudyStore(_folder.Catalog, _clock);
        var id = Ended();
        notes.SetNote(id, "note", "me");
        notes.AddComment(id, "me", "comment");
        notes.Star("me", id, true);
        var study = studies.Add("study", [id]);
        _store.Delete(id);
        _clock.Now += TimeSpan.FromDays(3);

        Assert.Equal([id], _store.Purge(TimeSpan.FromDays(2)));
        Assert.False(Directory.Exists(_folder.Catalog.Folder(id).Path));
        _store.AwaitRemoval();

        Assert.Null(_store.Find(id));
        Assert.Empty(Directory.EnumerateFiles(_folder.Path, "*.png", SearchOption.AllDirectories));
        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder.Catalog.RunsFolder));
        Assert.Null(notes.Note(id));
        Assert.Empty(notes.Comments(id));
        Assert.Empty(notes.Stars("me"));
        Assert.Empty(studies.Find(study)!.Runs);
        Assert.True(_store.Add(TestServer.Spec(new FakeSettings())) > id);
    }

    [Fact]
    public void Purge_DeletedLatelyOrNotAtAllOrRunning_IsKept()
    {
        var kept = Ended();
        var lately = Ended();
        var running = Started().Id;
        _store.Delete(running);
        _clock.Now += TimeSpan.FromDays(3);
        _store.Delete(lately);

        Assert.Empty(_store.Purge(TimeSpan.FromDays(2)));

        Assert.All([kept, lately, running], id => Assert.NotNull(_store.Find(id)));
        Assert.Equal([1.0], _store.Read(kept, "phi").Values);
        Assert.Equal(2, Directory.EnumerateFiles(_folder.Path, "*.png", SearchOption.AllDirectories).Count());
    }

    [Fact]
    public void Dispose_RemovalUnderWay_NextStoreRemovesTheRest()
    {
        var ids = Enumerable.Range(0, 50).Select(_ => Ended()).ToList();
        _store.Delete(ids);
        _store.Purge(TimeSpan.Zero);
        _folder.Close();

        _folder.Store(_clock).AwaitRemoval();

        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder.Catalog.RunsFolder));
        Assert.Empty(_folder.Store().List());
    }

    private long Ended()
    {
        var (id, attempt) = Started();
        var batch = new RunBatch { Sequence = 1 };
        batch.Add("phi", 1, 0.1, 1);
        batch.Results.Add((1, new RunResult("phi", 1)));
        batch.Curves.Add(new InnerCurve("c", 1, 5, "train", [1]));
        batch.Images.Add((new RunImage { Name = "a", Role = "output", Step = 1, Height = 1, Width = 1, Channels = 1, Pixels = [0] },
            [1, 2, 3]));
        batch.Log.Add((_clock.Now, new RunLogLine(LogSeverity.Warning, 1, "odd")));
        batch.Data.Add(new DataUsed("Set", new string('a', 64), 1, "train"));
        batch.Checkpoints.Add((0.1, new RunCheckpoint(1, [1])));
        _store.Append(id, attempt, batch);
        _store.End(id, attempt, RunState.Finished, "");
        return id;
    }

    private (long Id, int Attempt) Started()
    {
        var id = _store.Add(TestServer.Spec(new FakeSettings()));
        return (id, _store.Start(id, "me", RunStoreTests.Environment())!.Attempt);
    }

    private sealed class Clock : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = DateTimeOffset.UtcNow;

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
