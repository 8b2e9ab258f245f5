using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Reflection;
using System.Text.Json;

namespace Hodl.Benchmarks;

/// <summary>
/// Training in the server under stress: four tasks in turn, two at once, while a thread collects garbage without pause, twenty followers
/// read every point as it comes and the API is asked all the time. Each task has run once undisturbed before; every later run of it
/// must give the same numbers, bit for bit. The server lies in this process, so that its garbage is what is collected.
/// HODL_SOAK_MINUTES sets the length, 60 otherwise.
/// </summary>
internal static class Soak
{
    private const int Followers = 20;

    private static readonly (string Task, string Method)[] Work =
        [("regularized-sparse-coding", "shodl"), ("constrained-sparse-coding", "shodl"),
            ("cameraman-filters", "ift"), ("gan-modes", "shodl")];

    /// <summary>Series that are times.</summary>
    private static readonly string[] Clocks = ["second", "time", "memory", "bytes"];

    public static void Run() => RunAsync().GetAwaiter().GetResult();

    private static async Task RunAsync()
    {
        var minutes = double.Parse(Environment.GetEnvironmentVariable("HODL_SOAK_MINUTES") ?? "60", CultureInfo.InvariantCulture);
        var folder = Directory.CreateTempSubdirectory("hodl-soak-").FullName;
        using var client = new HttpClient { BaseAddress = Serve(folder), Timeout = TimeSpan.FromMinutes(10) };
        await Ready(client);
        var expected = new Dictionary<string, string>();
        foreach (var (task, method) in Work)
        {
            expected[task] = await Numbers(client, await End(client, await Launch(client, task, method)));
            Say($"{task}: undisturbed run kept, {expected[task].Length} characters of numbers");
        }

        using var over = new CancellationTokenSource(TimeSpan.FromMinutes(minutes));
        var stress = new Stress(client, over.Token);
        stress.Start(Followers);
        var (runs, wrong) = await Train(client, expected, stress, over.Token);
        await stress.Stop();
        Say($"{runs} runs in {minutes} min, {wrong} with other numbers; {stress.Collections} collections, {stress.Errors} errors");
        Say($"{stress.Answers} answers of the API, {stress.Events} lines to followers");
        Say($"resident MiB, tenths of the time: {string.Join(" ", stress.Memory())}");
        Environment.ExitCode = wrong + stress.Errors == 0 ? 0 : 1;
    }

    /// <summary>Two runs at a time until the time is over.</summary>
    private static async Task<(int Runs, int Wrong)> Train(
        HttpClient client, Dictionary<string, string> expected, Stress stress, CancellationToken over)
    {
        var (runs, wrong) = (0, 0);
        for (var turn = 0; !over.IsCancellationRequested; turn++)
        {
            var pair = new[] { Work[(2 * turn) % Work.Length], Work[((2 * turn) + 1) % Work.Length] };
            var launched = new List<(string Task, long Id)>();
            foreach (var (task, method) in pair)
            {
                launched.Add((task, await Launch(client, task, method)));
            }

            stress.Follow([.. launched.Select(run => run.Id)]);
            foreach (var (task, id) in launched)
            {
                runs++;
                var numbers = await Numbers(client, await End(client, id));
                if (numbers != expected[task])
                {
                    wrong++;
                    Say($"run {id} of {task} has other numbers: {Difference(expected[task], numbers)}");
                }
            }
        }

        return (runs, wrong);
    }

    private static Uri Serve(string folder)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var address = $"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}";
        listener.Stop();
        string[] arguments =
            ["serve", "--urls", address, "--Data:Database", Path.Combine(folder, "hodl.db"), "--Runs:AtOnce", "2", "--Logging:LogLevel:Default", "Warning", "--applicationName", "Hodl.Server"];
        var entry = Assembly.Load("Hodl.Server").EntryPoint!;
        new Thread(() => entry.Invoke(null, [arguments])) { IsBackground = true }.Start();
        return new Uri(address);
    }

    private static async Task Ready(HttpClient client)
    {
        for (var clock = Stopwatch.StartNew(); ; await Task.Delay(100))
        {
            try
            {
                if ((await client.GetAsync("/api/v1/tasks")).IsSuccessStatusCode)
                {
                    return;
                }
            }
            catch (HttpRequestException) when (clock.Elapsed < TimeSpan.FromSeconds(60))
            {
                // Not listening yet.
            }
        }
    }

    private static async Task<long> Launch(HttpClient client, string task, string method)
    {
        using var answer = await client.PostAsJsonAsync("/api/v1/runs", new { task, method, preset = "quick", seed = 1 });
        answer.EnsureSuccessStatusCode();
        using var json = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
        return json.RootElement.GetProperty("ids")[0].GetInt64();
    }

    private static async Task<long> End(HttpClient client, long id)
    {
        for (; ; await Task.Delay(200))
        {
            using var json = JsonDocument.Parse(await client.GetStringAsync($"/api/v1/runs/{id}"));
            switch (json.RootElement.GetProperty("state").GetString())
            {
                case "finished":
                    return id;
                case "failed" or "cancelled" or "interrupted":
                    throw new InvalidOperationException($"run {id} did not finish: {json.RootElement}");
            }
        }
    }

    /// <summary>Steps and values of all series as text, without those that are times.</summary>
    private static async Task<string> Numbers(HttpClient client, long id)
    {
        using var json = JsonDocument.Parse(await client.GetStringAsync($"/api/v1/runs/{id}/series"));
        return string.Join("\n", json.RootElement.GetProperty("series").EnumerateArray()
            .Where(series => !IsTime(series.GetProperty("series").GetString()!))
            .Select(series => $"{series.GetProperty("series")} {series.GetProperty("steps")} {series.GetProperty("values")}").Order(StringComparer.Ordinal));
    }

    // The first place where two texts part, from the name of its series on.
    private static string Difference(string expected, string found)
    {
        var (a, b) = expected.Split('\n').Zip(found.Split('\n')).FirstOrDefault(pair => pair.First != pair.Second);
        if (a is null)
        {
            return "one has more series";
        }

        var at = a.Zip(b).TakeWhile(pair => pair.First == pair.Second).Count();
        return $"{a[..Math.Min(60, a.Length)]} … {Around(a, at)} became {Around(b, at)}";
    }

    private static string Around(string text, int at) => text[Math.Max(0, at - 30)..Math.Min(text.Length, at + 30)];

    private static bool IsTime(string series) => Array.Exists(Clocks, clock => series.Contains(clock, StringComparison.OrdinalIgnoreCase));

    private static void Say(FormattableString line) => Console.WriteLine("  " + line.ToString(CultureInfo.InvariantCulture));
}
