using System.Text.Json;
using Hodl.Core.Runs;
using Hodl.Core.Tasks;
using Hodl.Server.Store;

namespace Hodl.Server.Runs;

/// <summary>Makes queued runs ready to compute in this process.</summary>
/// <param name="store">Keeps them.</param>
/// <param name="planner">Knows the tasks.</param>
/// <param name="options">Where the data lies.</param>
/// <param name="probe">Tells what they are computed with.</param>
/// <param name="clock">Stamps their points.</param>
internal sealed class RunStarter(RunStore store, RunPlanner planner, RunOptions options, EnvironmentProbe probe, TimeProvider clock)
{
    /// <summary>Takes a queued run for this process; null when it is not queued any more or cannot be computed.</summary>
    public RunWorker? Start(long id, IRunListener listener)
    {
        if (store.Find(id) is not { } row)
        {
            return null;
        }

        if (TrySpec(row, planner, out var refusal) is not { } spec)
        {
            store.CancelQueued(id, refusal);
            return null;
        }

        var task = planner.Find(row.Task)!;

        if (store.Start(id, ProcessOwner.Current.ToString(), probe.Read(spec.Settings)) is not { } start)
        {
            return null;
        }

        var main = RunWorker.MainSeries(task);
        var pump = new FeedPump(new StoreSink(store, id, start.Attempt), id, start.Sequence, listener, clock);
        var feed = new RunFeed(start.Run.Seconds, start.Checkpoint?.Step ?? 0, main, start.Sequence == 0 ? [] : store.Read(id, main).Values,
            pump, clock);
        var context = new RunContext
        {
            Spec = spec,
            Observer = feed,
            Resume = start.Checkpoint,
            DataRoot = options.DataRoot,
            Clock = clock
        };
        return new RunWorker(id, task, context, feed, pump);
    }

    /// <summary>What a kept run is to compute; null when this version cannot, with the reason.</summary>
    public static RunSpec? TrySpec(RunRow row, RunPlanner planner, out string reason)
    {
        if (planner.Find(row.Task) is not { } task)
        {
            reason = $"This version has no task {row.Task}.";
            return null;
        }

        try
        {
            reason = "";
            return Spec(row, task);
        }
        catch (JsonException exception)
        {
            reason = $"This version cannot read the run's settings: {exception.Message}";
            return null;
        }
    }

    /// <summary>What a kept run is to compute.</summary>
    public static RunSpec Spec(RunRow row, ITask task) => new()
    {
        Task = row.Task,
        Method = row.Method,
        Preset = row.Preset,
        Label = row.Label,
        Seed = row.Seed,
        Settings = StoreJson.ReadSettings(row.SettingsJson, task.SettingsType),
    };
}
