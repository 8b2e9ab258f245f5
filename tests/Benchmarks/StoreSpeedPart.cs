using System.Diagnostics;
using System.Globalization;

namespace Hodl.Benchmarks;

/// <summary>One store's share of <see cref="StoreSpeed"/>, in a process of its own: prints a name and a number a line.</summary>
internal static class StoreSpeedPart
{
    private const int Runs = 5000, Metrics = 50, PointsEach = 20, LongPoints = 10_000_000;

    public static void Run(string program, string folder, string part)
    {
        Directory.CreateDirectory(folder);
        using var subject = new StoreSubject(program, Path.Combine(folder, "hodl.db"));
        switch (part)
        {
            case "append":
                Append(subject);
                break;
            case "fill":
                Fill(subject);
                break;
            case "long":
                Long(subject);
                break;
            case "list":
                Repeat("list of 5000 runs × 50 metrics, ms", 7, () => subject.Store.List());
                break;
            case "delete":
                Delete(subject, folder);
                break;
        }
    }

    private static void Append(StoreSubject subject)
    {
        var (id, attempt) = subject.Started();
        var times = new List<double>();
        for (var batch = 0; batch < 600; batch++)
        {
            var points = subject.Batch(batch + 1);
            for (var series = 0; series < 50; series++)
            {
                for (long step = batch * 20; step < (batch + 1) * 20; step++)
                {
                    points.Add($"metric_{series}", step, step * 0.1, Math.Sin(step + series));
                }
            }

            points.Progress = ((long)batch * 20, 12_000L);
            var clock = Stopwatch.StartNew();
            subject.Store.Append(id, attempt, points);
            if (batch >= 100)
            {
                times.Add(clock.Elapsed.TotalMilliseconds);
            }
        }

        times.Sort();
        Say("append of 50 series × 20 points, p50 ms", times[times.Count / 2]);
        Say("append of 50 series × 20 points, p99 ms", times[times.Count * 99 / 100]);
    }

    private static void Fill(StoreSubject subject)
    {
        var random = new Random(1);
        var clock = Stopwatch.StartNew();
        for (var run = 1; run <= Runs; run++)
        {
            var columns = new List<object>();
            for (var metric = 0; metric < Metrics; metric++)
            {
                var column = subject.Column($"metric_{metric:D2}");
                for (var step = 1; step <= PointsEach; step++)
                {
                    column.Add(step * 50L, step * 0.5, random.NextDouble());
                }

                columns.Add(column);
            }

            subject.Store.Add((dynamic)subject.Imported($"run {run} of many", "hyper-cleaning", run % 2 == 0 ? "shodl" : "rhg",
                1 + (run % 5), columns,
                [.. Enumerable.Range(0, Metrics).Select(metric => ($"metric_{metric:D2}", random.NextDouble()))]), "", "");
        }

        Say("5000 runs taken in, s", clock.Elapsed.TotalSeconds);
    }

    private static void Long(StoreSubject subject)
    {
        var random = new Random(2);
        var column = subject.Column("phi");
        for (long step = 1; step <= LongPoints; step++)
        {
            column.Steps.Add(step);
            column.Seconds.Add(step * 1e-3);
            column.Values.Add(Math.Sin(step * 1e-6) + (0.1 * random.NextDouble()));
        }

        var clock = Stopwatch.StartNew();
        long id = subject.Store.Add((dynamic)subject.Imported("long", "t", "m", 1, [(object)column], []), "", "");
        Say("10 million points taken in, s", clock.Elapsed.TotalSeconds);
        column = null;
        GC.Collect();
        clock.Restart();
        subject.Store.Read(id, "phi", 1500, long.MinValue, long.MaxValue);
        Say("10 million points thinned to 1500, the first time, ms", clock.Elapsed.TotalMilliseconds);
        Repeat("10 million points thinned to 1500, ms", 9, () => subject.Store.Read(id, "phi", 1500, long.MinValue, long.MaxValue));
        Repeat("10 million points, each exact, ms", 5, () => subject.Store.Read(id, "phi", 0, long.MinValue, long.MaxValue));
        Repeat("100 000 of 10 million points, each exact, ms", 9, () => subject.Store.Read(id, "phi", 0, 5_000_000L, 5_099_999L));
    }

    private static void Delete(StoreSubject subject, string folder)
    {
        // A server that deletes has written before.
        subject.Delete([.. Enumerable.Range(3001, 20).Select(run => (long)run)]);
        subject.Store.Purge(TimeSpan.Zero);
        subject.AwaitRemoval();
        var before = Bytes(folder);
        var clock = Stopwatch.StartNew();
        subject.Delete([.. Enumerable.Range(1001, 1000).Select(run => (long)run)]);
        Say("1000 runs taken off the lists, ms", clock.Elapsed.TotalMilliseconds);
        clock.Restart();
        subject.Store.Purge(TimeSpan.Zero);
        Say("1000 runs removed for good, ms", clock.Elapsed.TotalMilliseconds);
        subject.AwaitRemoval();
        Say("1000 runs removed for good and their space back, ms", clock.Elapsed.TotalMilliseconds);
        Say("space that came back, MiB", (before - Bytes(folder)) / 1048576.0);
        clock.Restart();
        for (var run = 2001L; run <= 2100; run++)
        {
            subject.Store.Delete(run);
        }

        Say("100 runs taken off the lists one by one, ms", clock.Elapsed.TotalMilliseconds);
    }

    private static long Bytes(string folder) =>
        new DirectoryInfo(folder).EnumerateFiles("*", SearchOption.AllDirectories).Sum(file => file.Length);

    private static void Repeat(string what, int times, Func<object> act)
    {
        act();
        var all = new List<double>();
        for (var i = 0; i < times; i++)
        {
            var clock = Stopwatch.StartNew();
            GC.KeepAlive(act());
            all.Add(clock.Elapsed.TotalMilliseconds);
        }

        all.Sort();
        Say(what, all[all.Count / 2]);
    }

    private static void Say(string what, double number) =>
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what}\t{number:R}"));
}
