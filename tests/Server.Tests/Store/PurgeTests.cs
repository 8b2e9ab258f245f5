using Hodl.Core.Data;
using Hodl.Core.Runs;
using Hodl.Server.Store;
using LiteDB;

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

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Open_ProcessEndedWithinARemoval_TheRestIsRemoved(bool folderIsAside)
    {
        long[] ids = [Ended(), Ended(), Ended()];
        _folder.Close();
        using (var database = new LiteDatabase(_folder.Database))
        {
            var removed = new BsonArray(ids[1..].Select(id => new BsonValue(id)));
            database.GetCollection("removals").Insert(new BsonDocument { ["_id"] = 1L, ["at"] = 1L, ["runs"] = removed });
            database.Checkpoint();
        }

        if (folderIsAside)
        {
            Directory.Move(_folder.Catalog.Folder(ids[1]).Path, Path.Combine(_folder.Catalog.RunsFolder, $"removed-{ids[1]}"));
            _folder.Close();
        }

        Assert.Equal([ids[0]], _folder.Store(_clock).List().Select(run => run.Id));
        Assert.Null(_folder.Store().Find(ids[1]));
        _folder.Store().AwaitRemoval();
        Assert.Equal([_folder.Catalog.Folder(ids[0]).Path], Directory.EnumerateFileSystemEntries(_folder.Catalog.RunsFolder));
        Assert.Equal(ids[2] + 1, _folder.Store().Add(TestServer.Spec(new FakeSettings())));
        _folder.Close();
        using (var database = new LiteDatabase(_folder.Database))
        {
            Assert.Equal(0, database.GetCollection("removals").Count());
            Assert.Equal([ids[0], ids[2] + 1], database.GetCollection("runs").FindAll().Select(run => run["_id"].AsInt64));
        }
    }

    [Fact]
    public void Delete_Reopened_StaysDeletedUntilUndeleted()
    {
        long[] ids = [Ended(), Ended(), Ended()];
        _store.Delete(ids);
        _store.Rename(ids[0], "renamed while deleted");
        _folder.Close();

        Assert.Empty(_folder.Store(_clock).List());
        _folder.Store().Undelete(ids[..2]);
        _folder.Close();

        Assert.Equal([ids[1], ids[0]], _folder.Store(_clock).List().Select(run => run.Id));
        Assert.True(_folder.Store().Find(ids[2])!.Deleted);
        Assert.Equal("renamed while deleted", _folder.Store().Find(ids[0])!.Name);
        _folder.Store().Undelete(ids);
        _folder.Close();
        Assert.Equal(3, _folder.Store(_clock).List().Count);
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
