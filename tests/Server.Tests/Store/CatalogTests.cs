using Hodl.Server.Store;
using LiteDB;

namespace Hodl.Server.Tests.Store;

public sealed class CatalogTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Open_ASecondTime_IsRefusedAndTheFirstGoesOn()
    {
        var first = _folder.Store();
        var id = first.Add(TestServer.Spec(new FakeSettings()));
        new CatalogOwner("http://127.0.0.1:1", "secret").Write(_folder.Database);

        var refusal = Assert.Throws<CatalogBusyException>(() => new Catalog(_folder.Database));

        Assert.Contains("another process", refusal.Message, StringComparison.Ordinal);
        first.Rename(id, "still here");
        _folder.Close();
        Assert.Equal("still here", _folder.Store().Find(id)!.Name);
    }

    [Fact]
    public void OwnerFile_IsForThisUserOnly()
    {
        new CatalogOwner("http://127.0.0.1:1", "secret").Write(_folder.Database);
        Assert.Equal(new CatalogOwner("http://127.0.0.1:1", "secret"), CatalogOwner.Read(_folder.Database));
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_folder.Database + ".owner"));
        }
    }

    [Fact]
    public void Open_LogCutOrFlippedAnywhere_HoldsWhatWasConfirmedBefore()
    {
        var lengths = new List<long>();
        var id = _folder.Store().Add(TestServer.Spec(new FakeSettings()));
        for (var i = 0; i < 12; i++)
        {
            _folder.Store().Rename(id, $"name {i}");
            lengths.Add(new FileInfo(_folder.Database + ".log").Length);
        }

        // As the files lie while the process lives: a copy of them is what a kill leaves.
        var (data, log) = (File.ReadAllBytes(_folder.Database), ReadShared(_folder.Database + ".log"));
        var random = new Random(1);
        for (var trial = 0; trial < 60; trial++)
        {
            var at = random.Next((int)lengths[0], log.Length);
            var torn = trial % 2 == 0 ? log[..at] : [.. log];
            if (trial % 2 != 0)
            {
                torn[at] ^= 16;
            }

            var copy = Path.Combine(_folder.Path, $"copy{trial}", "hodl.db");
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.WriteAllBytes(copy, data);
            File.WriteAllBytes(copy + ".log", torn);
            using var catalog = new Catalog(copy);
            using var store = new RunStore(catalog, TimeProvider.System);
            Assert.Equal($"name {lengths.FindLastIndex(length => length <= at)}", store.Find(id)!.Name);
            store.Rename(id, "goes on");
        }
    }

    [Fact]
    public void Add_AfterTheLastWasRemovedAndTheFileReopened_IdIsNew()
    {
        var id = _folder.Store().Add(TestServer.Spec(new FakeSettings()));
        _folder.Store().CancelQueued(id, "");
        _folder.Store().Delete(id);
        Assert.Equal([id], _folder.Store().Purge(TimeSpan.Zero));
        _folder.Close();
        Assert.Equal(id + 1, _folder.Store().Add(TestServer.Spec(new FakeSettings())));
    }

    [Fact]
    public void Open_OneRecordUnreadable_TheOthersAreThereAndItIsNamed()
    {
        var ids = Enumerable.Range(0, 3).Select(_ => _folder.Store().Add(TestServer.Spec(new FakeSettings()))).ToList();
        _folder.Close();
        using (var database = new LiteDatabase(_folder.Database))
        {
            var runs = database.GetCollection("runs");
            var broken = runs.FindById(ids[1]);
            broken["state"] = "nonsense";
            runs.Update(broken);
            database.Checkpoint();
        }

        Assert.Equal([ids[2], ids[0]], _folder.Store().List().Select(run => run.Id));
        Assert.Contains("runs 2 cannot be read", Assert.Single(_folder.Catalog.Problems), StringComparison.Ordinal);
        Assert.Equal(ids[2] + 1, _folder.Store().Add(TestServer.Spec(new FakeSettings())));
        _folder.Close();
        Assert.Contains("nonsense", Assert.Single(_folder.Catalog.Problems), StringComparison.Ordinal);
    }

    [Fact]
    public void Write_Throws_NothingIsKeptAndTheNextGoesOn()
    {
        var projects = new ProjectStore(_folder.Catalog, TimeProvider.System);
        projects.Add("one", "");
        Assert.Throws<InvalidOperationException>(() => projects.Add("ONE", ""));
        projects.Add("two", "");
        _folder.Close();
        Assert.Equal(["one", "two"], new ProjectStore(_folder.Catalog, TimeProvider.System).List().Select(project => project.Name));
    }

    [Fact]
    public async Task Write_ManyAtOnce_EachIsKeptOnce()
    {
        var audit = new AuditLog(_folder.Catalog, TimeProvider.System);
        var store = _folder.Store();
        var ids = await Task.WhenAll(Enumerable.Range(0, 200).Select(i => Task.Run(() =>
        {
            audit.Add("me", "deed", $"{i}");
            return store.Add(TestServer.Spec(new FakeSettings()));
        })));
        Assert.Equal(Enumerable.Range(1, 200).Select(id => (long)id), ids.Order());
        _folder.Close();
        Assert.Equal(200, _folder.Store().List().Count);
        var lines = new AuditLog(_folder.Catalog, TimeProvider.System).Read(most: 1000);
        Assert.Equal(200, lines.Select(line => line.Target).Distinct().Count());
        Assert.Equal(lines.Select(line => line.Id).OrderDescending(), lines.Select(line => line.Id));
    }

    [Fact]
    public void Compact_ThenReopened_EverythingIsThere()
    {
        var audit = new AuditLog(_folder.Catalog, TimeProvider.System);
        for (var i = 0; i < 300; i++)
        {
            var id = _folder.Store().Add(TestServer.Spec(new FakeSettings()));
            audit.Add("me", "launch", $"{id}", new string('x', 2000));
            if (i % 3 > 0)
            {
                _folder.Store().CancelQueued(id, "");
                _folder.Store().Delete(id);
            }
        }

        _folder.Store().Purge(TimeSpan.Zero);
        File.WriteAllText(_folder.Database + ".new", "half of an earlier swap");

        Assert.NotNull(_folder.Catalog.Compact(always: true));

        audit.Add("me", "after", "");
        _folder.Close();
        Assert.Equal(100, _folder.Store().List().Count);
        Assert.Equal(301, new AuditLog(_folder.Catalog, TimeProvider.System).Read(most: 1000).Count);
        Assert.False(File.Exists(_folder.Database + ".new"));
    }

    private static byte[] ReadShared(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var bytes = new byte[file.Length];
        file.ReadExactly(bytes);
        return bytes;
    }
}
