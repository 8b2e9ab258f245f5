using Hodl.Core.Tasks;

namespace Hodl.Server.Tests;

/// <summary>The server with the fake task in a process of its own, which launches one run and serves until it is killed.</summary>
internal static class FakeServer
{
    public static int Run(string[] settings)
    {
        var database = Environment.GetEnvironmentVariable("Data__Database")!;
        var set = settings.Select(text => text.Split('=')).ToDictionary(pair => pair[0], pair => pair[1]);
        using var server = new TestServer(database);
        server.Queue.Enqueue(TestServer.Spec(SettingsForm.Apply(new FakeSettings(), set).Settings));
        Thread.Sleep(Timeout.Infinite);
        return 0;
    }
}
