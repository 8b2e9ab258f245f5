using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Hodl.Core.Runs;
using Hodl.Core.Tasks;
using Hodl.Server.Runs;
using Hodl.Server.Store;

namespace Hodl.Benchmarks;

/// <summary>
/// 50, 100 and 200 workers of another process, each of which appends 50 series at 2 Hz to its run's journal for HODL_JOURNALS_MINUTES (1):
/// how late the server's interface shows the points, and what following costs it in processor and memory, in all and a worker.
/// </summary>
internal static class JournalsMany
{
    private const int Series = 50;
    private static readonly TimeSpan Beat = TimeSpan.FromMilliseconds(500);

    public static void Run() => RunAsync().GetAwaiter().GetResult();

    private static async Task RunAsync()
    {
        var minutes = double.Parse(Environment.GetEnvironmentVariable("HODL_JOURNALS_MINUTES") ?? "1", CultureInfo.InvariantCulture);
        foreach (var workers in (int[])[50, 100, 200])
        {
            await Follow(workers, TimeSpan.FromMinutes(minutes));
        }
    }

    private static async Task Follow(int workers, TimeSpan time)
    {
        var folder = Directory.CreateTempSubdirectory("hodl-journals-").FullName;
        try
        {
            var database = Path.Combine(folder, "hodl.db");
            var folders = Begin(database, workers);
            await using var server = await ServerProcess.Start(database);
            using var client = new HttpClient { BaseAddress = new Uri(server.Address) };
            using var over = new CancellationTokenSource(time);
            var written = new (long Step, long At)[workers];
            var writing = new Thread(() => Write(folders, written, over.Token)) { IsBackground = true };
            writing.Start();
            await Task.Delay(TimeSpan.FromSeconds(5));
            var (cpu, watch, late) = (server.CpuSeconds(), Stopwatch.StartNew(), new List<double>());
            for (var turn = 0; !over.IsCancellationRequested; turn++)
            {
                late.Add(await Late(client, turn % workers, written, over.Token));
            }

            var load = (server.CpuSeconds() - cpu) / watch.Elapsed.TotalSeconds;
            writing.Join();
            var lost = await Lost(client, written);
            late.Sort();
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"  {workers} workers: {100 * load:0} % of a core, {1000 * load / workers:0.00} ms of it a second and worker; resident {server.Mib("VmRSS"):0} MiB; points seen after p50 {late[late.Count / 2]:0.00} s, at most {late[^1]:0.00} s ({late.Count} looks); {written.Sum(one => one.Step)} batches written, {lost} not followed"));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static List<RunFolder> Begin(string database, int workers)
    {
        using var catalog = new Catalog(database);
        using var store = new RunStore(catalog, TimeProvider.System);
        var task = TaskCatalog.All[0];
        var spec = new RunSpec { Task = task.Id, Method = task.Methods[0].Id, Settings = task.Presets[0].Settings };
        var owner = ProcessOwner.Current.ToString();
        return [.. Enumerable.Range(0, workers).Select(_ => store.Add(spec, owner)).ToList().Select(id =>
        {
            store.StartElsewhere(id, owner);
            return store.Folder(id);
        })];
    }

    // One thread for all: the writers' own threads are not what is measured. Unsynced, as the disk is not either.
    private static void Write(List<RunFolder> folders, (long Step, long At)[] written, CancellationToken over)
    {
        var recorders = folders.ConvertAll(folder => new RunRecorder(folder));
        recorders.ForEach(recorder => recorder.Begin(1, ProcessOwner.Current.ToString(), null, DateTimeOffset.UtcNow));
        var watch = Stopwatch.StartNew();
        for (var step = 1L; !over.IsCancellationRequested; step++)
        {
            for (var at = 0; at < recorders.Count; at++)
            {
                var batch = new RunBatch { Sequence = step, Seconds = watch.Elapsed.TotalSeconds, Progress = (step, 1_000_000) };
                for (var series = 0; series < Series; series++)
                {
                    batch.Add($"series_{series}", step, batch.Seconds, Math.Sin(step + series));
                }

                recorders[at].Append(batch, sync: false);
                lock (written)
                {
                    written[at] = (step, Stopwatch.GetTimestamp());
                }
            }

            var left = (Beat * step) - watch.Elapsed;
            if (left > TimeSpan.Zero)
            {
                over.WaitHandle.WaitOne(left);
            }
        }

        recorders.ForEach(recorder => recorder.Dispose());
    }

    // From when a worker's latest batch was written until the interface shows it.
    private static async Task<double> Late(HttpClient client, int worker, (long Step, long At)[] written, CancellationToken over)
    {
        (long Step, long At) wanted;
        lock (written)
        {
            wanted = written[worker];
        }

        while (await Step(client, worker) < wanted.Step && !over.IsCancellationRequested)
        {
            await Task.Delay(20, CancellationToken.None);
        }

        return Stopwatch.GetElapsedTime(wanted.At).TotalSeconds;
    }

    private static async Task<long> Lost(HttpClient client, (long Step, long At)[] written)
    {
        await Task.Delay(TimeSpan.FromSeconds(3));
        var lost = 0L;
        for (var worker = 0; worker < written.Length; worker++)
        {
            lost += written[worker].Step - await Step(client, worker);
        }

        return lost;
    }

    private static async Task<long> Step(HttpClient client, int worker)
    {
        var answer = JsonElement.Parse(await client.GetStringAsync($"/api/v1/runs/{worker + 1}"));
        return answer.GetProperty("step").GetInt64();
    }
}
