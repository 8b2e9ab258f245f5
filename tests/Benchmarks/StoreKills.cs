using System.Diagnostics;
using System.Globalization;
using Hodl.Server.Store;

namespace Hodl.Benchmarks;

/// <summary>Kills a process that writes a data folder at random moments (SIGKILL), and looks each time whether everything that it had
/// acknowledged is there.</summary>
internal static class StoreKills
{
    private static readonly int Kills = int.Parse(Environment.GetEnvironmentVariable("HODL_KILLS") ?? "300", CultureInfo.InvariantCulture);

    public static void Run()
    {
        var folder = Directory.CreateTempSubdirectory("hodl-kills-").FullName;
        var database = Path.Combine(folder, "hodl.db");
        var (random, ledger) = (new Random(1), new StoreLedger());
        var (damaged, clock) = (0, Stopwatch.StartNew());
        try
        {
            for (var kill = 1; kill <= Kills; kill++)
            {
                Child(database, kill, random.Next(20, 700), ledger);
                using var catalog = new Catalog(database);
                using var store = new RunStore(catalog, TimeProvider.System);
                var wrong = ledger.Verify(catalog, store);
                damaged += wrong.Count > 0 ? 1 : 0;
                wrong.ForEach(sentence => Console.WriteLine($"  kill {kill}: {sentence}"));
            }

            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"  {Kills} kills, {ledger.Acts} acknowledged acts, {damaged} times something was wrong; {clock.Elapsed.TotalSeconds:0} s"));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Works on a folder until it is killed.</summary>
    public static void Write(string database, int seed, int acts, string acknowledgements)
    {
        using var output = acknowledgements == "" ? new StreamWriter(Console.OpenStandardOutput()) { AutoFlush = true }
            : new StreamWriter(acknowledgements) { AutoFlush = true };
        using var catalog = new Catalog(database);
        using var store = new RunStore(catalog, TimeProvider.System);
        store.Interrupt((_, _) => false);
        var work = new StoreWork(catalog, store, new Random(seed), output.WriteLine);
        output.WriteLine("ready");
        for (var i = 0; i < acts; i++)
        {
            work.Act();
        }
    }

    private static void Child(string database, int seed, int milliseconds, StoreLedger ledger)
    {
        using var child = Process
            .Start(new ProcessStartInfo("dotnet",
            [typeof(StoreKills).Assembly.Location, "store-writer", database, $"{seed}", $"{int.MaxValue}",
            ""])
            { RedirectStandardOutput = true })!;
        var lines = child.StandardOutput;
        if (lines.ReadLine() != "ready")
        {
            throw new InvalidOperationException("The writer does not start.");
        }

        using var timer = new Timer(_ => child.Kill(), null, milliseconds, Timeout.Infinite);
        // What the pipe holds when the process dies was acknowledged; a line without its end was not.
        while (lines.ReadLine() is { Length: > 2 } line)
        {
            ledger.Take(line);
        }

        child.WaitForExit();
    }
}
