using Hodl.Core.Runs;
using Hodl.Server.Store;

namespace Hodl.Server.Tests.Store;

/// <summary>Images under addresses that never lie.</summary>
public sealed class ImageStoreTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Images_OfTheSameStep_AreToldApartByTheirIteration()
    {
        var store = _folder.Store();
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
        var store = _folder.Store();
        var (a, b, c) = (Filled(store, (Image("input", 0, 0), [1])), Filled(store, (Image("input", 0, 0), [1])),
            Filled(store, (Image("input", 0, 0), [2])));
        Assert.Equal(store.Images(a)[0].Sha256, store.Images(b)[0].Sha256);
        Assert.NotEqual(store.Images(a)[0].Sha256, store.Images(c)[0].Sha256);
        Assert.Matches("^/runs/1/images/1\\?v=[0-9a-f]{12}$", store.Images(a)[0].Address(a));
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
