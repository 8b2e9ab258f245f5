using System.Diagnostics;
using System.Globalization;
using System.Text;
using Hodl.Server.Store;

namespace Hodl.Benchmarks;

/// <summary>Kills an import of 4000 runs at random moments (SIGKILL): all of it or none is there, and the next import makes it whole.</summary>
internal static class StoreImports
{
    private const int Runs = 4000, Kills = 20;

    public static void Run()
    {
        var folder = Directory.CreateTempSubdirectory("hodl-imports-").FullName;
        try
        {
            var file = Path.Combine(folder, "many.csv");
            var text = new StringBuilder("run,series,step,value\n");
            for (var run = 0; run < Runs; run++)
            {
                text.Append(CultureInfo.InvariantCulture, $"{run},phi,1,{run}\n{run},phi,2,{run + 0.5}\n");
            }

            File.WriteAllText(file, text.ToString());
            var clock = Stopwatch.StartNew();
            var (ended, _) = Import(Path.Combine(folder, "whole", "hodl.db"), file, null);
            var whole = clock.Elapsed;
            if (ended != 0)
            {
                throw new InvalidOperationException($"The import ends with {ended}.");
            }

            var random = new Random(1);
            var (none, all, wrong) = (0, 0, 0);
            for (var kill = 0; kill < Kills; kill++)
            {
                var database = Path.Combine(folder, $"{kill}", "hodl.db");
                Import(database, file, whole * ((kill + random.NextDouble()) / Kills));
                var kept = Kept(database);
                (none, all) = (none + (kept == 0 ? 1 : 0), all + (kept == Runs ? 1 : 0));
                var (code, error) = Import(database, file, null);
                var isRight = kept is 0 or Runs && Kept(database) == Runs
                    && (kept == 0 ? code == 0 : code == 1 && error.Contains("taken in before", StringComparison.Ordinal));
                wrong += isRight ? 0 : 1;
                Directory.Delete(Path.GetDirectoryName(database)!, recursive: true);
            }

            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"  {Kills} kills of an import of {Runs} runs ({whole.TotalSeconds:0.0} s alone): {none} times nothing was kept, {all} times everything, {wrong} times something was wrong; {clock.Elapsed.TotalSeconds:0} s"));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static int Kept(string database)
    {
        if (!File.Exists(database))
        {
            return 0;
        }

        using var catalog = new Catalog(database);
        using var store = new RunStore(catalog, TimeProvider.System);
        return store.List().Count;
    }

    private static (int Code, string Error) Import(string database, string file, TimeSpan? killAfter)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(database)!);
        var start = new ProcessStartInfo("dotnet", [ServerProcess.Program(), "import", file]) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["Data__Database"] = database;
        using var child = Process.Start(start)!;
        child.OutputDataReceived += (_, _) => { };
        child.BeginOutputReadLine();
        using var timer = killAfter is { } after ? new Timer(_ => child.Kill(), null, after, Timeout.InfiniteTimeSpan) : null;
        var error = child.StandardError.ReadToEnd();
        child.WaitForExit();
        return (child.ExitCode, error);
    }
}
