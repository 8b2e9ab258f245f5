using Hodl.Server.Hubs;
using Hodl.Server.Store;

namespace Hodl.Server.Runs;

/// <summary>
/// Looks four times a second into the store for runs that changed, whichever process computes them, and tells lists
/// and hub; opens the queue at the start and closes it at the end.
/// </summary>
internal sealed class RunWatch(
    RunStore store, RunQueue queue, RunChanges changes, RunBroadcast broadcast, RunOptions options, ILogger<RunWatch> logger)
        : BackgroundService
{
    private const int TicksBetweenSweeps = 20;
    private const int TicksBetweenPurges = 4 * 3600;
    private long _mark;

    /// <inheritdoc/>
    public override Task StartAsync(CancellationToken cancellationToken)
    {
        _mark = store.Changed(0).Mark;
        queue.Open();
        return base.StartAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await queue.CloseAsync(cancellationToken).ConfigureAwait(false);
        await base.StopAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(250));
        for (var tick = 1; await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false); tick++)
        {
            try
            {
                queue.Look();
                Look();
                if (tick % TicksBetweenSweeps == 0)
                {
                    queue.Sweep();
                    queue.Fill();
                }

                if (tick % TicksBetweenPurges == 1)
                {
                    Purge();
                }
            }
#pragma warning disable CA1031 // A store that fails for a while must not end the watch.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                RunLog.WatchFailed(logger, exception);
            }
        }
    }

    private void Purge()
    {
        foreach (var run in store.Purge(TimeSpan.FromDays(options.KeepDeletedDays)))
        {
            RunLog.Purged(logger, run, options.KeepDeletedDays);
        }
    }

    private void Look()
    {
        store.Follow();
        (var runs, _mark) = store.Changed(_mark);
        broadcast.Follow(runs);
        if (runs.Count > 0)
        {
            changes.Raise(runs);
        }
    }
}
