using System.Globalization;

namespace Hodl.Benchmarks;

/// <summary>
/// A hundred MLflow clients that log as fast as they are answered, or HODL_LOAD_RATE batches a second, with readers of the lists beside
/// them, for HODL_LOAD_MINUTES (6): times of the calls, resident memory minute by minute, and what was lost. An earlier version's server (HODL_BASELINE) has the same before.
/// </summary>
internal static class Load
{
    private static readonly string[] Read = ["/api/v1/runs", "/runs", "/api/v1/runs/1/series?max=500", "/api/2.0/mlflow/experiments/search?max_results=10"];

    public static void Run() => RunAsync().GetAwaiter().GetResult();

    private static async Task RunAsync()
    {
        var (minutes, rate) = (Given("HODL_LOAD_MINUTES", 6), Given("HODL_LOAD_RATE", 0));
        if (Environment.GetEnvironmentVariable("HODL_BASELINE") is { Length: > 0 } baseline)
        {
            await Subject("earlier", Path.Combine(baseline, "Server/bin/Release/net10.0/Hodl.Server.dll"), minutes, rate);
        }

        await Subject("this", ServerProcess.Program(), minutes, rate);
    }

    private static double Given(string name, double otherwise) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } text
        ? double.Parse(text, CultureInfo.InvariantCulture) : otherwise;

    private static async Task Subject(string name, string program, double minutes, double rate)
    {
        var folder = Directory.CreateTempSubdirectory("hodl-load-").FullName;
        try
        {
            await using var server = await ServerProcess.Start(Path.Combine(folder, "hodl.db"), program);
            using var writers = new MlflowWriters(server.Address);
            using var over = new CancellationTokenSource();
            var (resident, read) = (new List<double> { server.Mib("VmRSS") }, 0);
            var errors = 0;
            var beside = Task.Run(async () =>
            {
                using var client = new HttpClient { BaseAddress = new Uri(server.Address) };
                while (!over.IsCancellationRequested)
                {
                    using var answer = await client.GetAsync(Read[read++ % Read.Length]);
                    errors += (int)answer.StatusCode >= 500 ? 1 : 0;
                    await Task.Delay(200);
                }
            });
            var watch = Task.Run(async () =>
            {
                while (!over.IsCancellationRequested)
                {
                    await Task.Delay(TimeSpan.FromMinutes(minutes / 6), over.Token).ContinueWith(_ => { }, TaskScheduler.Default);
                    resident.Add(server.Mib("VmRSS"));
                }
            });
            await writers.Log(TimeSpan.FromMinutes(minutes), rate);
            over.Cancel();
            await Task.WhenAll(beside, watch);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"  {name,-8} {writers.Calls} batches of {MlflowWriters.Count} writers in {minutes:0.#} min, p50 {writers.Quantile(0.5):0} ms, p99 {writers.Quantile(0.99):0} ms; resident {string.Join(" ", resident.Select(mib => mib.ToString("0", CultureInfo.InvariantCulture)))} MiB, at most {server.Mib("VmHWM"):0}"));
            Console.WriteLine($"  {name,-8} {writers.Refused} refused, {read} reads with {errors} errors, {await writers.Lost()} points lost of the metrics looked at");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
