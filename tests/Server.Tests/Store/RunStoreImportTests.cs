using Hodl.Core.Runs;
using Hodl.Server.Store;

namespace Hodl.Server.Tests.Store;

public sealed class RunStoreImportTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Add_ManyRuns_EachCompleteAlsoWhenOpenedAgain()
    {
        var ids = _folder.Store().Add([.. Enumerable.Range(1, 20).Select(Imported)], "me");
        _folder.Close();

        Assert.Equal(20, ids.Distinct().Count());
        for (var key = 1; key <= 20; key++)
        {
            var id = ids[key - 1];
            Assert.Equal(($"{key}", "me"), (_folder.Store().Find(id)!.Name, _folder.Store().Find(id)!.Person));
            Assert.Equal([key, key + 0.5], _folder.Store().Read(id, "phi").Values);
        }

        Assert.True(_folder.Store().Add(Imported(1)) > ids.Max());
    }

    [Fact]
    public void Add_OneCannotBeWritten_NoneIsKept()
    {
        // A file where the second run's folder should be.
        File.WriteAllBytes(_folder.Catalog.Folder(2).Path, []);

        Assert.Throws<IOException>(() => _folder.Store().Add([Imported(1), Imported(2), Imported(3)]));

        _folder.Store().AwaitRemoval();
        Assert.Empty(_folder.Store().List());
        Assert.Empty(Directory.EnumerateDirectories(_folder.Catalog.RunsFolder));
        Assert.Equal(4, _folder.Store().Add(Imported(4)));
    }

    [Fact]
    public void Add_FolderLeftOfAnImportThatWasCutOff_ItsIdIsNotGivenAgain()
    {
        Directory.CreateDirectory(Path.Combine(Path.GetDirectoryName(_folder.Database)!, "runs", "7"));

        Assert.Equal(8, _folder.Store().Add(Imported(1)));
    }

    [Fact]
    public void Add_NewestRunRemovedForGood_ItsIdIsNotGivenAgain()
    {
        var id = _folder.Store().Add(Imported(1));
        _folder.Store().Delete(id);
        _folder.Store().Purge(TimeSpan.Zero);
        _folder.Store().AwaitRemoval();
        _folder.Close();

        Assert.Equal(id + 1, _folder.Store().Add(Imported(2)));
    }

    private static ImportedRun Imported(int key)
    {
        var column = new SeriesColumn("phi");
        column.Add(1, 0.1, key);
        column.Add(2, 0.2, key + 0.5);
        return new ImportedRun { Name = $"{key}", Series = [column], Results = [new RunResult("phi", key)] };
    }
}
