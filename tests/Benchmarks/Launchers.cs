using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using Hodl.Core.Tasks;

namespace Hodl.Benchmarks;

/// <summary>
/// A sweep of tiny runs (HODL_LAUNCHER_RUNS, 200) through the in-process launcher, through child processes, and by xargs -P2 over the
/// command line beside an idle server: seconds a run, and their ratios. Two at once each time.
/// </summary>
internal static class Launchers
{
    private const string Work = "vertical-bars";
    private const int Steps = 20;
    private static readonly string Method = TaskCatalog.Find(Work)!.Methods[0].Id;

    public static void Run() => RunAsync().GetAwaiter().GetResult();

    private static async Task RunAsync()
    {
        var runs = int.Parse(Environment.GetEnvironmentVariable("HODL_LAUNCHER_RUNS") ?? "200", CultureInfo.InvariantCulture);
        var times = new Dictionary<string, double>();
        foreach (var launcher in (string[])["in-process", "process", "in-process", "process"])
        {
            var took = await Sweep(launcher, runs);
            times[launcher] = Math.Min(took, times.GetValueOrDefault(launcher, double.MaxValue));
        }

        times["xargs -P2"] = await Xargs(runs);
        foreach (var (name, took) in times)
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"  {name,-10} {runs} runs in {took:0.0} s, {1000 * took / runs:0} ms a run, {took / times["in-process"]:0.00}× in-process, {took / times["xargs -P2"]:0.000}× xargs"));
        }
    }

    // The best of two sweeps counts, each in a server of its own, after a first run that loads the libraries.
    private static async Task<double> Sweep(string launcher, int runs)
    {
        var folder = Directory.CreateTempSubdirectory("hodl-launchers-").FullName;
        try
        {
            await using var server = await ServerProcess.Start(Path.Combine(folder, "hodl.db"), null, "--Runs:AtOnce", "2", "--Runs:Launcher", launcher);
            using var client = new HttpClient { BaseAddress = new Uri(server.Address) };
            await Launch(client, 1, 2);
            await Finished(client, 2);
            var watch = Stopwatch.StartNew();
            await Launch(client, 3, runs);
            await Finished(client, runs + 2);
            return watch.Elapsed.TotalSeconds;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<double> Xargs(int runs)
    {
        var folder = Directory.CreateTempSubdirectory("hodl-launchers-").FullName;
        try
        {
            await using var server = await ServerProcess.Start(Path.Combine(folder, "hodl.db"));
            var start = new ProcessStartInfo("bash", ["-c", $"seq 1 {runs} | xargs -P2 -I@ dotnet '{ServerProcess.Program()}' run {Work} --preset quick --method {Method} --set OuterSteps={Steps} --seed @ --json > /dev/null"]);
            start.Environment["Data__Database"] = Path.Combine(folder, "hodl.db");
            var watch = Stopwatch.StartNew();
            using var xargs = Process.Start(start)!;
            await xargs.WaitForExitAsync();
            var took = watch.Elapsed.TotalSeconds;
            using var client = new HttpClient { BaseAddress = new Uri(server.Address) };
            await Finished(client, runs);
            return took;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task Launch(HttpClient client, int first, int runs)
    {
        using var answer = await client.PostAsJsonAsync("/api/v1/runs",
            new { task = Work, preset = "quick", method = Method, seeds = Enumerable.Range(first, runs), set = new { OuterSteps = Steps } });
        if (!answer.IsSuccessStatusCode)
        {
            throw new InvalidOperationException(await answer.Content.ReadAsStringAsync());
        }
    }

    private static async Task Finished(HttpClient client, int runs)
    {
        for (var limit = Stopwatch.StartNew(); ; await Task.Delay(100))
        {
            var states = JsonElement.Parse(await client.GetStringAsync("/api/v1/runs")).EnumerateArray()
                .Select(run => run.GetProperty("state").GetString()).ToList();
            if (states.Count(state => state == "finished") >= runs)
            {
                return;
            }

            if (states.Contains("failed") || limit.Elapsed > TimeSpan.FromMinutes(30))
            {
                throw new InvalidOperationException("A run failed, or half an hour was not enough.");
            }
        }
    }
}
