namespace Hodl.Server.Pages;

/// <summary>Calls back when runs have changed, at most once a second: for pages that look at all of them.</summary>
public sealed class Calm : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private readonly IDisposable subscription;
    private readonly ITimer timer;
    private int waiting;

    /// <summary>Follows the board.</summary>
    public Calm(RunBoard board, TimeProvider clock, Func<Task> changed)
    {
        timer = clock.CreateTimer(_ =>
        {
            Interlocked.Exchange(ref waiting, 0);
            _ = changed();
        }, null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        subscription = board.Subscribe(_ =>
        {
            if (Interlocked.Exchange(ref waiting, 1) == 0)
            {
                timer.Change(Pause, Timeout.InfiniteTimeSpan);
            }
        });
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        subscription.Dispose();
        timer.Dispose();
    }
}
