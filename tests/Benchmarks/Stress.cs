using System.Globalization;

namespace Hodl.Benchmarks;

/// <summary>What disturbs a server while it trains.</summary>
internal sealed class Stress(HttpClient client, CancellationToken over)
{
    private readonly List<Task> tasks = [];
    private readonly List<double> resident = [];
    private volatile long[] followed = [];
    private Thread? collector;
    private long collections;
    private long answers;
    private long events;
    private int errors;

    public long Collections => Interlocked.Read(ref collections);

    public long Answers => Interlocked.Read(ref answers);

    public long Events => Interlocked.Read(ref events);

    public int Errors => Volatile.Read(ref errors);

    /// <summary>Which runs the followers follow from now on.</summary>
    public void Follow(long[] runs) => followed = runs;

    public void Start(int followers)
    {
        collector = new Thread(() =>
        {
            while (!over.IsCancellationRequested)
            {
                GC.Collect((int)(collections % 50 == 0 ? 2 : 0));
                GC.WaitForPendingFinalizers();
                Interlocked.Increment(ref collections);
            }
        });
        collector.Start();
        tasks.AddRange(Enumerable.Range(0, followers).Select(i => Repeat(() => ReadEvents(i))));
        tasks.Add(Repeat(Ask));
        tasks.Add(Repeat(async () =>
        {
            resident.Add(Environment.WorkingSet / 1048576.0);
            await Task.Delay(1000, over);
        }));
    }

    public async Task Stop()
    {
        await Task.WhenAll(tasks);
        collector!.Join();
    }

    /// <summary>The largest resident set of each tenth of the time.</summary>
    public IEnumerable<string> Memory() => resident.Select((value, i) => (value, Tenth: i * 10 / resident.Count))
        .GroupBy(pair => pair.Tenth)
        .Select(tenth => tenth.Max(pair => pair.value).ToString("0", CultureInfo.InvariantCulture));

    private async Task Repeat(Func<Task> once)
    {
        while (!over.IsCancellationRequested)
        {
            try
            {
                await once();
            }
            catch (OperationCanceledException) when (over.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception) when (exception is HttpRequestException or IOException)
            {
                Interlocked.Increment(ref errors);
                Console.WriteLine($"  {exception.GetType().Name}: {exception.Message}");
                await Task.Delay(1000, CancellationToken.None);
            }
        }
    }

    private async Task ReadEvents(int follower)
    {
        if (followed.Length == 0)
        {
            await Task.Delay(100, over);
            return;
        }

        await using var stream = await client.GetStreamAsync($"/api/v1/runs/{followed[follower % followed.Length]}/events", over);
        using var reader = new StreamReader(stream);
        while (await reader.ReadLineAsync(over) is not null)
        {
            Interlocked.Increment(ref events);
        }

        await Task.Delay(100, over); // the run has ended
    }

    private async Task Ask()
    {
        var paths = followed
            .SelectMany(run => new[] { $"/api/v1/runs/{run}", $"/api/v1/runs/{run}/series?max=500", $"/api/v1/runs/{run}/images" }).Append("/api/v1/runs").Append("/");
        foreach (var path in paths)
        {
            using var answer = await client.GetAsync(path, over);
            answer.EnsureSuccessStatusCode();
            _ = await answer.Content.ReadAsByteArrayAsync(over);
            Interlocked.Increment(ref answers);
        }
    }
}
