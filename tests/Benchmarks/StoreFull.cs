using System.Diagnostics;
using System.Globalization;
using Hodl.Core.Runs;
using Hodl.Server.Store;

namespace Hodl.Benchmarks;

/// <summary>Fills a small disk (tmpfs; wants root): batches and changes are refused with words, nothing acknowledged is lost, and
/// everything goes on when there is room.</summary>
internal static class StoreFull
{
    private const int Batches = 4000;

    public static void Run()
    {
        var folder = Directory.CreateTempSubdirectory("hodl-full-").FullName;
        if (Do("mount", "-t", "tmpfs", "-o", "size=16m", "none", folder) != 0)
        {
            Console.WriteLine("  skipped: no tmpfs can be mounted here.");
            Directory.Delete(folder);
            return;
        }

        try
        {
            Fill(folder);
        }
        finally
        {
            _ = Do("umount", folder);
            Directory.Delete(folder, recursive: true);
        }
    }

    private static void Fill(string folder)
    {
        var (ballast, database) = (Path.Combine(folder, "ballast"), Path.Combine(folder, "data", "hodl.db"));
        File.WriteAllBytes(ballast, new byte[8 << 20]);
        long id, kept = 0;
        var (refused, renamed, words) = (0, "", "");
        using (var catalog = new Catalog(database))
        using (var store = new RunStore(catalog, TimeProvider.System))
        {
            id = store.Add(StoreWork.Spec(1));
            var start = store.Start(id, "me", StoreWork.Environment)!;
            for (var batch = 1; batch <= Batches; batch++)
            {
                var points = Batch(batch);
                try
                {
                    store.Append(id, start.Attempt, points);
                }
                catch (IOException exception)
                {
                    (refused, words) = (refused + 1, exception.Message);
                    Console.WriteLine($"  batch {batch} refused: {exception.Message}");
                    Changes(store, id, ref renamed);
                    if (refused == 1)
                    {
                        // Another look at the full disk, as after a crash: what was acknowledged is there.
                        Say("points in the full folder", store.Read(id, "phi").Total, kept);
                    }

                    File.Delete(ballast);
                    store.Append(id, start.Attempt, points);
                }

                kept += StoreWork.Steps;
                if (batch % 100 == 0)
                {
                    try
                    {
                        store.Rename(id, $"name {batch}");
                        renamed = $"name {batch}";
                    }
                    catch (IOException)
                    {
                        // The next batch will be refused too.
                    }
                }

                if (refused > 0 && batch % 200 == 0)
                {
                    break;
                }
            }

            store.End(id, start.Attempt, RunState.Finished, "over");
        }

        using var again = new Catalog(database);
        using var reopened = new RunStore(again, TimeProvider.System);
        var phi = reopened.Read(id, "phi");
        Say("points after it was opened again", phi.Total, kept);
        Say("of these exact", phi.Steps
            .Where((step, i) => step == i + 1
            && BitConverter.DoubleToInt64Bits(phi.Values[i]) == BitConverter.DoubleToInt64Bits(StoreWork.Value(1, step))).LongCount(),
            kept);
        Console.WriteLine($"  state {reopened.Find(id)!.State}; name {reopened.Find(id)!.Name}, acknowledged {renamed}; damaged stretches {RunJournal.Check(again.Folder(id)).Damages.Count}; refusals {refused}{(words == "" ? ": the disk never was full" : "")}");
    }

    private static void Changes(RunStore store, long id, ref string renamed)
    {
        var failed = 0;
        for (var i = 0; i < 2000 && failed == 0; i++)
        {
            try
            {
                store.Rename(id, $"full {i}");
                renamed = $"full {i}";
            }
            catch (IOException exception)
            {
                failed++;
                Console.WriteLine($"  change {i} of the catalog refused: {exception.Message}");
            }
        }

        Console.WriteLine($"  the catalog's memory says {store.Find(id)!.Name}, acknowledged was {renamed}");
    }

    private static RunBatch Batch(int number)
    {
        var batch = new RunBatch { Sequence = number, Progress = (number * StoreWork.Steps, 0) };
        for (var step = ((number - 1) * (long)StoreWork.Steps) + 1; step <= number * StoreWork.Steps; step++)
        {
            batch.Add("phi", step, step, StoreWork.Value(1, step));
            for (var series = 0; series < 20; series++)
            {
                batch.Add($"series {series}", step, step, step);
            }
        }

        return batch;
    }

    private static void Say(string what, long there, long acknowledged) =>
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"  {what}: {there}, acknowledged {acknowledged}{(there < acknowledged ? " — LOST" : "")}"));

    private static int Do(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
        process.WaitForExit();
        return process.ExitCode;
    }
}
