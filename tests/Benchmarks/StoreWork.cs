using Hodl.Core.Runs;
using Hodl.Server.Store;

namespace Hodl.Benchmarks;

/// <summary>
/// Works on a data folder as a server does (launch, batches, checkpoints, ends, resumptions, renames, deletions, imports,
/// compaction), and says of each act that it is tried and that it was acknowledged.
/// </summary>
internal sealed class StoreWork(Catalog catalog, RunStore store, Random random, Action<string> say)
{
    public const int Steps = 20;
    public const int ImportedPoints = 2000;
    public static readonly RunEnvironment Environment = new()
    {
        Code = "1",
        DotNet = "10",
        LibTorch = "",
        Blas = "",
        Device = "cpu",
        Threads = 1,
        Processor = "",
        System = ""
    };
    private readonly Dictionary<long, (int Attempt, long Step, long Sequence)> running = [];

    /// <summary>The value of a run's point.</summary>
    public static double Value(long run, long step) =>
        BitConverter.Int64BitsToDouble((run * 0x9E3779B97F4A7C1) ^ (step * 0x2545F4914F6CDD1));

    /// <summary>Does one act.</summary>
    public void Act()
    {
        switch (random.Next(24))
        {
            case < 2:
                long added = 0;
                Try("add", () => added = store.Add(Spec(random.Next())), () => $"add {added}");
                Start(added);
                break;
            case < 16:
                Batch();
                break;
            case 16:
                if (Running() is { } ending)
                {
                    var state = random.Next(2) == 0 ? RunState.Finished : RunState.Cancelled;
                    Try($"end {ending} {state}", () => store.End(ending, running[ending].Attempt, state, "over"));
                    running.Remove(ending);
                }

                break;
            case < 19:
                if (store.List().FirstOrDefault(run => run is { External: false, State: RunState.Cancelled or RunState.Interrupted }
                    && random.Next(2) == 0) is { } stopped)
                {
                    Try($"requeue {stopped.Id}", () => store.Requeue(stopped.Id));
                    Start(stopped.Id);
                }

                break;
            case 19:
                if (Any() is { } named)
                {
                    var name = $"name {random.Next()}";
                    Try($"name {named} {name}", () => store.Rename(named, name));
                }

                break;
            case 20:
                if (store.List().FirstOrDefault(run => run.State is not (RunState.Running or RunState.Queued)
                    && random.Next(3) == 0) is { } goes)
                {
                    Try($"delete {goes.Id}", () => store.Delete(goes.Id));
                    Try($"purge {goes.Id}", () => store.Purge(TimeSpan.Zero));
                }

                break;
            case 21:
                long imported = 0;
                Try("import", () => imported = store.Add(Imported(random.Next(1, 1000))), () => $"import {imported}");
                break;
            case 22:
                Try("compact", () => catalog.Compact(always: true));
                break;
            default:
                // Long enough for what reaches the catalog later.
                Thread.Sleep(random.Next(3));
                break;
        }
    }

    /// <summary>A run to be launched.</summary>
    public static RunSpec Spec(long seed) => new() { Task = "t", Method = "m", Seed = seed, Settings = new NoSettings() };

    private static ImportedRun Imported(long key)
    {
        var column = new SeriesColumn("phi");
        for (var step = 1; step <= ImportedPoints; step++)
        {
            column.Add(step, key, Value(key, step));
        }

        return new ImportedRun { Name = $"{key}", Series = [column], Results = [new RunResult("phi", key)] };
    }

    private void Start(long id)
    {
        RunStart? start = null;
        Try($"start {id}", () => start = store.Start(id, "me", Environment), () => $"start {id} {start?.Checkpoint?.Step ?? 0}");
        if (start is not null)
        {
            running[id] = (start.Attempt, start.Checkpoint?.Step ?? 0, start.Sequence);
        }
    }

    private void Batch()
    {
        if (Running() is not { } id)
        {
            return;
        }

        var (attempt, step, sequence) = running[id];
        var batch = new RunBatch { Sequence = sequence + 1, Seconds = step, Progress = (step + Steps, 0) };
        for (var at = step + 1; at <= step + Steps; at++)
        {
            batch.Add("phi", at, at, Value(id, at));
            for (var series = 0; series < 5; series++)
            {
                batch.Add($"series {series}", at, at, at);
            }
        }

        batch.Results.Add((step + Steps, new RunResult("phi", step + Steps)));
        if (random.Next(5) == 0)
        {
            batch.Checkpoints.Add((step, new RunCheckpoint(step + Steps, new byte[random.Next(1, 20_000)])));
        }

        Try($"batch {id} {step + Steps}", () => store.Append(id, attempt, batch));
        running[id] = (attempt, step + Steps, sequence + 1);
    }

    private long? Running() => running.Count == 0 ? null : running.Keys.ElementAt(random.Next(running.Count));

    private long? Any() => store.List() is { Count: > 0 } all ? all[random.Next(all.Count)].Id : null;

    private void Try(string what, Action act, Func<string>? done = null)
    {
        say("? " + what);
        act();
        say("! " + (done?.Invoke() ?? what));
    }

    private sealed record NoSettings : Core.Runs.TaskSettings;
}
