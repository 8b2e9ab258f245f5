using System.Reflection;
using Dapper;
using Hodl.Core.Runs;
using Hodl.Server.Store;
using Microsoft.Data.Sqlite;

namespace Hodl.Server.Tests.Store;

/// <summary>Images under addresses that never lie.</summary>
public sealed class ImageStoreTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Images_OfTheSameStep_AreToldApartByTheirIteration()
    {
        var store = new RunStore(new Database(_folder.Database), TimeProvider.System);
        var id = Filled(store, (Image("output", 5, 0), [1]), (Image("output", 5, 3), [2]), (Image("output", 5, 3), [3]));
        var images = store.Images(id);
        Assert.Equal([0, 3], images.Select(image => image.Inner));
        Assert.Equal([3], store.ImageFile(id, images[1].Id)!.Value.Png);
        Assert.Equal([id], store.WithImages());
        store.Delete(id);
        Assert.Empty(store.WithImages());
    }

    [Fact]
    public void Address_OtherPixels_IsAnother()
    {
        var store = new RunStore(new Database(_folder.Database), TimeProvider.System);
        var (a, b, c) = (Filled(store, (Image("input", 0, 0), [1])), Filled(store, (Image("input", 0, 0), [1])), Filled(store, (Image("input", 0, 0), [2])));
        Assert.Equal(store.Images(a)[0].Sha256, store.Images(b)[0].Sha256);
        Assert.NotEqual(store.Images(a)[0].Sha256, store.Images(c)[0].Sha256);
        Assert.Matches("^/runs/1/images/1\\?v=[0-9a-f]{12}$", store.Images(a)[0].Address(a));
    }

    [Fact]
    public void Database_OfTheFirstVersion_KeepsItsImagesAndGivesTheirHashes()
    {
        var database = new Database(_folder.Database);
        var store = new RunStore(database, TimeProvider.System);
        var id = Filled(store, (Image("input", 0, 0), [1]), (Image("output", 7, 0), [2]), (Image("output", 9, 0), [3]));
        var before = store.Images(id);
        BackToTheFirstVersion();

        var moved = new RunStore(new Database(_folder.Database), TimeProvider.System);

        Assert.Equivalent(before, moved.Images(id), strict: true);
        var next = Filled(moved, (Image("input", 0, 0), [4]));
        Assert.True(moved.Images(next)[0].Id > 100, "An id was given twice.");
    }

    // The same runs and images in a file of the first version, whose ids were counted up to 100 already.
    private void BackToTheFirstVersion()
    {
        var first = _folder.Database + ".first";
        var steps = (IReadOnlyList<string>)typeof(Database).Assembly.GetType("Hodl.Server.Store.Schema", throwOnError: true)!
            .GetProperty("Steps", BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic)!.GetValue(null)!;
        using (var connection = new SqliteConnection($"Data Source={first}"))
        {
            connection.Open();
            connection.Execute(steps[0]);
            connection.Execute("pragma foreign_keys = off; attach @now as now", new { now = _folder.Database });
            foreach (var table in connection.Query<string>("select name from main.sqlite_master where type = 'table' and name not like 'sqlite_%'").AsList())
            {
                var columns = string.Join(", ", connection.Query<string>("select name from pragma_table_info(@table, 'main')", new { table }));
                connection.Execute($"insert into main.{table} ({columns}) select {columns} from now.{table}");
            }

            connection.Execute("detach now; update sqlite_sequence set seq = 100 where name = 'images'; pragma user_version = 1");
        }

        SqliteConnection.ClearAllPools();
        foreach (var ending in new[] { "", "-wal", "-shm" })
        {
            File.Delete(_folder.Database + ending);
        }

        File.Move(first, _folder.Database);
    }

    private static long Filled(RunStore store, params (RunImage Image, byte[] Png)[] images)
    {
        var id = store.Add(TestServer.Spec(new FakeSettings()));
        var start = store.Start(id, "me", new RunEnvironment { Code = "", DotNet = "", LibTorch = "", Blas = "", Device = "", Threads = 1, Processor = "", System = "" })!;
        var batch = new RunBatch();
        batch.Images.AddRange(images);
        store.Append(id, start.Attempt, batch);
        return id;
    }

    private static RunImage Image(string role, long step, int inner) =>
        new() { Name = "square", Role = role, Step = step, Inner = inner, Height = 4, Width = 4, Channels = 1, Pixels = [] };
}
