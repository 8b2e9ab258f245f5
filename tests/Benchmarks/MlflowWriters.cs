using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace Hodl.Benchmarks;

/// <summary>MLflow clients that log batches as fast as they are answered: each call's time, and afterwards whether every point is there.</summary>
internal sealed class MlflowWriters(string address) : IDisposable
{
    /// <summary>How many there are.</summary>
    public const int Count = 100;

    private const int Metrics = 10;
    private readonly HttpClient _client = new(new SocketsHttpHandler { MaxConnectionsPerServer = Count + 10 }) { BaseAddress = new Uri(address + "/api/2.0/mlflow/") };
    private readonly ConcurrentBag<double> _milliseconds = [];
    private readonly ConcurrentDictionary<string, int> _steps = new();
    private int _refused;

    /// <summary>Batches that were acknowledged.</summary>
    public int Calls => _milliseconds.Count;

    /// <summary>Batches that were answered by an error, or not at all.</summary>
    public int Refused => _refused;

    /// <summary>Lets each log until the time is over.</summary>
    /// <param name="time">How long.</param>
    /// <param name="rate">Batches a second of all together at most; 0: as fast as they are answered.</param>
    public Task Log(TimeSpan time, double rate = 0)
    {
        var clock = Stopwatch.StartNew();
        return Task.WhenAll(Enumerable.Range(0, Count).Select(writer => Log(writer, async step =>
        {
            if (rate > 0 && TimeSpan.FromSeconds((step + ((double)writer / Count)) * Count / rate) - clock.Elapsed is { Ticks: > 0 } early)
            {
                await Task.Delay(early);
            }

            return clock.Elapsed < time;
        })));
    }

    /// <summary>A quantile of the calls' times in milliseconds.</summary>
    public double Quantile(double share)
    {
        var all = _milliseconds.Order().ToList();
        return all[Math.Min(all.Count - 1, (int)(share * all.Count))];
    }

    /// <summary>How many acknowledged points are not there, or are others.</summary>
    public async Task<long> Lost()
    {
        var lost = 0L;
        foreach (var (run, steps) in _steps)
        {
            foreach (var metric in (int[])[0, Metrics - 1])
            {
                var found = new HashSet<(long, double)>();
                string? page = null;
                do
                {
                    var answer = await _client.GetFromJsonAsync<JsonNode>(
                        $"metrics/get-history?run_id={run}&metric_key=metric {metric}&max_results=25000&page_token={page}");
                    foreach (var point in answer!["metrics"]?.AsArray() ?? [])
                    {
                        found.Add((long.Parse(point!["step"]!.ToString(), CultureInfo.InvariantCulture), point["value"]!.GetValue<double>()));
                    }

                    page = answer["next_page_token"]?.GetValue<string>();
                }
                while (!string.IsNullOrEmpty(page));

                lost += Enumerable.Range(0, steps).LongCount(step => !found.Contains((step, Value(step, metric))));
            }
        }

        return lost;
    }

    /// <inheritdoc/>
    public void Dispose() => _client.Dispose();

    private static double Value(int step, int metric) => (step * 0.5) + metric;

    private async Task Log(int writer, Func<int, Task<bool>> goesOn)
    {
        using var made = await _client.PostAsJsonAsync("runs/create",
            new { experiment_id = "0", user_id = "me", start_time = 1_700_000_000_000, run_name = $"writer {writer}" });
        made.EnsureSuccessStatusCode();
        var run = (await made.Content.ReadFromJsonAsync<JsonNode>())!["run"]!["info"]!["run_id"]!.GetValue<string>();
        for (var step = 0; await goesOn(step); step++)
        {
            var metrics = Enumerable.Range(0, Metrics)
                .Select(metric => new { key = $"metric {metric}", value = Value(step, metric), timestamp = 1_700_000_000_000 + step, step });
            var clock = Stopwatch.StartNew();
            try
            {
                using var logged = await _client.PostAsJsonAsync("runs/log-batch", new { run_id = run, metrics });
                logged.EnsureSuccessStatusCode();
                _milliseconds.Add(clock.Elapsed.TotalMilliseconds);
                _steps[run] = step + 1;
            }
            catch (HttpRequestException failure)
            {
                Interlocked.Increment(ref _refused);
                Console.WriteLine($"  {failure.Message}");
                return;
            }
        }
    }
}
