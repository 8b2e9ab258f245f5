using Hodl.Core.Runs;
using Hodl.Server.Pages;

namespace Hodl.Server.Tests.Pages;

public sealed class QueuedLaunchTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Of_TwoLaunches_OneEntryEachUntilItsLastRunIsOver()
    {
        var store = _folder.Store();
        var sweep = store.Add((RunSpec[])[TestServer.Spec(new FakeSettings()), TestServer.Spec(new FakeSettings(), seed: 2)]);
        var single = store.Add((RunSpec[])[TestServer.Spec(new FakeSettings())])[0];
        Assert.Equal([sweep[0], single], Launches().Select(launch => launch.First));
        store.CancelQueued(sweep[0], "stopped");
        var half = Launches()[0];
        Assert.Equal(50, half.Percent);
        Assert.Equal([sweep[1]], half.Open.Select(run => run.Id));
        Assert.Equal("1 queued, 1 cancelled", half.Counts);
        store.CancelQueued(sweep[1], "stopped");
        Assert.Equal([single], Launches().Select(launch => launch.First));

        IReadOnlyList<QueuedLaunch> Launches() => QueuedLaunch.Of([.. sweep.Append(single).Select(id => store.Find(id)!)]);
    }
}
