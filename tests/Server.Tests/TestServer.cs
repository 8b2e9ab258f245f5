using Hodl.Core.Runs;
using Hodl.Core.Tasks;
using Hodl.Server.Runs;
using Hodl.Server.Runs.Launchers;
using Hodl.Server.Store;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;

namespace Hodl.Server.Tests;

/// <summary>The whole server on a database file of its own, with the fake task.</summary>
/// <param name="database">The file.</param>
/// <param name="atOnce">How many runs compute at once.</param>
/// <param name="maxBytes">Size that the file must not outgrow.</param>
/// <param name="tasks">The tasks on offer; the fake one when null.</param>
/// <param name="data">The data folder; as the machine has it when null.</param>
/// <param name="settings">Further settings, as in appsettings.json.</param>
public sealed class TestServer(string database, int atOnce = 1, long maxBytes = 0, IReadOnlyList<ITask>? tasks = null, string? data = null,
    IReadOnlyDictionary<string, string>? settings = null) : WebApplicationFactory<Program>
{
    public RunStore Store => Services.GetRequiredService<RunStore>();

    public RunQueue Queue => Services.GetRequiredService<RunQueue>();

    public static RunSpec Spec(FakeSettings settings, string method = "ahodl", long seed = 1) =>
        new() { Task = "fake", Method = method, Seed = seed, Settings = settings };

    public RunRow Wait(long id, Func<RunRow, bool> until, double seconds = 20)
    {
        var limit = DateTime.UtcNow.AddSeconds(seconds);
        while (true)
        {
            var run = Store.Find(id);
            if (run is not null && until(run))
            {
                return run;
            }

            Assert.True(DateTime.UtcNow < limit, $"Run {id} is {run?.State} at step {run?.Step}: {run?.StopReason}");
            Thread.Sleep(20);
        }
    }

    public RunRow WaitForEnd(long id) => Wait(id, run => run.State is not (RunState.Queued or RunState.Running));

    /// <summary>Returns when the catalog is closed, which the program's own thread does: whoever has it open holds the lock, and gives it last.</summary>
    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        for (var limit = DateTime.UtcNow.AddSeconds(20); File.Exists(database + ".lock"); Thread.Sleep(10))
        {
            try
            {
                using var free = new FileStream(database + ".lock", FileMode.Open, FileAccess.ReadWrite, FileShare.None);
                return;
            }
            catch (IOException) when (DateTime.UtcNow < limit)
            {
                // Still open.
            }
        }
    }

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        builder.UseSetting("Data:Database", database);
        builder.UseSetting("Data:MaxBytes", $"{maxBytes}");
        builder.UseSetting("Runs:AtOnce", $"{atOnce}");
        foreach (var (name, value) in settings ?? new Dictionary<string, string>())
        {
            builder.UseSetting(name, value);
        }

        builder.ConfigureTestServices(services =>
        {
            services.AddSingleton(new WorkerProgram("dotnet", [typeof(ChildProgram).Assembly.Location, "worker"]));
            services.AddSingleton(tasks ?? [new FakeTask()]);
            if (data is not null)
            {
                services.AddSingleton(new RunOptions { DataRoot = data, AtOnce = atOnce });
            }
        });
    }
}
