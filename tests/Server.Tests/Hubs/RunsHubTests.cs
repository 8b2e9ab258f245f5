using System.Diagnostics;
using System.Globalization;
using Hodl.Core.Runs;
using Hodl.Server.Tests.Cli;
using Xunit.Abstractions;

namespace Hodl.Server.Tests.Hubs;

public sealed class RunsHubTests(ITestOutputHelper output) : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Watch_LateAndAtAnyMoment_NoGapAndNoDuplicate()
    {
        using var server = new TestServer(_folder.Database);
        var id = server.Queue.Enqueue(TestServer.Spec(new FakeSettings { Steps = 100_000, PauseMs = 5 }));
        var clients = new List<HubClient>();
        for (var i = 0; i < 12; i++)
        {
            // Not in step with the feed's ticks, so that every phase of them is met.
            await Task.Delay(83);
            clients.Add(await HubClient.WatchAsync(server, id));
        }

        // It goes on until the last of them has come, however busy the machine is.
        Assert.Equal(RunState.Running, server.Store.Find(id)!.State);
        await Task.Delay(500);
        server.Queue.Stop(id);
        server.WaitForEnd(id);

        foreach (var client in clients)
        {
            await AssertComplete(client, server, id);
            Assert.Equal(0, client.Holes);
            Assert.Equal("cancelled", await client.LastStateAsync("cancelled"));
        }

        output.WriteLine($"messages {string.Join(", ", clients.Select(client => client.Messages))}; duplicates dropped {clients.Sum(client => client.Duplicates)}");
    }

    [Fact]
    public async Task Watch_NonFiniteValues_ComeAsStrings()
    {
        using var server = new TestServer(_folder.Database);
        var id = server.Queue.Enqueue(TestServer.Spec(new FakeSettings { Steps = 150, PauseMs = 10, Kind = FakeKind.Odd }));
        await using var client = await HubClient.WatchAsync(server, id);
        server.WaitForEnd(id);
        await AssertComplete(client, server, id);

        var values = client.Points("hypergradient_norm");
        Assert.Equal("NaN", values[144].Value);
        Assert.Equal("Infinity", values[146].Value);
        Assert.Contains("\"NaN\"", client.Raw.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Watch_RunOfAnotherProcess_NoGapAndNoDuplicate()
    {
        using var server = new TestServer(_folder.Database);
        _ = server.Server;
        using var child = new Child(_folder.Database, "run", "fake", "--set", "Steps=300", "PauseMs=10", "--json");
        server.Wait(1, run => run.Step > 20, 60);
        await using var client = await HubClient.WatchAsync(server, 1);
        Assert.Equal(0, child.ExitCode);

        await AssertComplete(client, server, 1);
        Assert.True(client.Messages > 0);
        Assert.Equal(0, client.Holes);
    }

    [Fact]
    public async Task Watch_TwentyClients_NoLostPointAndCpuIsPrinted()
    {
        using var server = new TestServer(_folder.Database);
        var settings = new FakeSettings { Steps = 1000, PauseMs = 4, CheckpointEvery = 1000 };
        var alone = await CpuOf(server, settings, 0);
        var watched = await CpuOf(server, settings, 20);
        output.WriteLine($"CPU of this process: {alone:P1} of a core without clients, {watched:P1} with 20 clients in the same process");
    }

    private static async Task AssertComplete(HubClient client, TestServer server, long id)
    {
        var kept = server.Store.Read(id, "phi");
        for (var i = 0; i < 100 && client.Points("phi").Count < kept.Total; i++)
        {
            await Task.Delay(50);
        }

        var seen = client.Points("phi");
        Assert.Equal(kept.Steps, seen.Select(point => point.Step));
        Assert.Equal(kept.Values, seen.Select(point => double.Parse(point.Value, CultureInfo.InvariantCulture)));
    }

    private static async Task<double> CpuOf(TestServer server, FakeSettings settings, int count)
    {
        var id = server.Queue.Enqueue(TestServer.Spec(settings));
        var clients = await Task.WhenAll(Enumerable.Range(0, count).Select(_ => HubClient.WatchAsync(server, id)));
        using var process = Process.GetCurrentProcess();
        var (before, watch) = (process.TotalProcessorTime, Stopwatch.StartNew());
        while (server.Store.Find(id)!.State is RunState.Queued or RunState.Running)
        {
            await Task.Delay(500);
        }

        process.Refresh();
        var cpu = (process.TotalProcessorTime - before) / watch.Elapsed;
        foreach (var client in clients)
        {
            await AssertComplete(client, server, id);
            await client.DisposeAsync();
        }

        return cpu;
    }
}
