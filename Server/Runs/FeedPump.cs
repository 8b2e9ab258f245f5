using Hodl.Core.Runs;
using Hodl.Server.Hubs;
using Hodl.Server.Store;

namespace Hodl.Server.Runs;

/// <summary>The thread that carries a run's batches to the listener and to the store.</summary>
/// <param name="sink">Keeps them.</param>
/// <param name="run">The run.</param>
/// <param name="sequence">Number of the last batch so far.</param>
/// <param name="listener">Hears of them before they are kept.</param>
/// <param name="clock">Times the retries.</param>
internal sealed class FeedPump(IRunSink sink, long run, long sequence, IRunListener listener, TimeProvider clock) : IDisposable
{
    private static readonly TimeSpan _tick = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan _flush = TimeSpan.FromMilliseconds(450);
    private static readonly TimeSpan _pulse = TimeSpan.FromSeconds(2);

    private readonly Lock _gate = new();
    private readonly List<PointsMessage> _unstored = [];
    private readonly ManualResetEventSlim _abandoned = new();
    private Thread? _thread;
    private RunBatch _pending = new();
    private volatile string? _waiting;
    private bool _lost;

    /// <summary>Somebody asked for the run to stop, or it no longer belongs to this attempt (then with the reason).</summary>
    public event Action<string?>? StopAsked;

    /// <summary>Why the run waits for the store; null while it does not.</summary>
    public string? Waiting => _waiting;

    /// <summary>Messages whose points the store does not hold yet, in order.</summary>
    public IReadOnlyList<PointsMessage> Unstored()
    {
        lock (_gate)
        {
            return [.. _unstored];
        }
    }

    /// <summary>Starts to ask <paramref name="take"/> for batches.</summary>
    public void Start(Func<TimeSpan, (RunBatch Batch, bool Last)> take)
    {
        _thread = new Thread(() => Carry(take)) { IsBackground = true, Name = $"feed of run {run}" };
        _thread.Start();
    }

    /// <summary>Returns when the store holds everything and the run's end.</summary>
    public void Finish(RunState state, string reason)
    {
        _thread!.Join();
        var end = _lost ? $"{reason} The store failed meanwhile: what it does not hold is computed again when the run is resumed." : reason;
        Persist(() => sink.End(state, end));
    }

    /// <summary>Gives up waiting for a store that fails; what it does not hold is lost.</summary>
    public void Abandon() => _abandoned.Set();

    /// <inheritdoc/>
    public void Dispose() => _abandoned.Dispose();

    private void Carry(Func<TimeSpan, (RunBatch Batch, bool Last)> take)
    {
        var flushed = clock.GetTimestamp();
        for (var last = false; !last;)
        {
            (var batch, last) = take(_tick);
            Publish(batch);
            _pending.Add(batch);
            var age = clock.GetElapsedTime(flushed);
            if (last || (age >= _flush && !_pending.IsEmpty) || age >= _pulse)
            {
                Flush();
                flushed = clock.GetTimestamp();
            }
        }
    }

    private void Publish(RunBatch batch)
    {
        if (batch.Progress is { } progress)
        {
            listener.OnProgress(run, progress.Step, progress.Total);
        }

        if (batch.Points == 0)
        {
            return;
        }

        batch.Sequence = ++sequence;
        var message = new PointsMessage(run, sequence, sequence,
            [.. batch.Series.Select(column => new SeriesPoints(column.Name, [.. column.Steps], [.. column.Seconds], [.. column.Values]))]);
        lock (_gate)
        {
            // Before it is published, so that whoever subscribes now finds it either here or in the stream.
            _unstored.Add(message);
        }

        listener.OnPoints(message);
    }

    private void Flush()
    {
        var batch = _pending;
        _pending = new RunBatch();
        var stop = false;
        if (_lost)
        {
            // A later batch, with its checkpoint, would leave a hole before it.
            return;
        }

        Persist(() => stop = sink.Append(batch));
        lock (_gate)
        {
            _unstored.RemoveAll(message => message.Sequence <= batch.Sequence);
        }

        if (stop)
        {
            StopAsked?.Invoke(null);
        }
    }

    // Tries until it succeeds: meanwhile the run fills its buffer and then waits.
    private void Persist(Action write)
    {
        while (true)
        {
            try
            {
                write();
                _waiting = null;
                return;
            }
            catch (RunLostException exception)
            {
                StopAsked?.Invoke(exception.Message);
                return;
            }
#pragma warning disable CA1031 // Whatever keeps the store from writing, the run waits and says why.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                _waiting = $"The store cannot be written: {exception.Message} Trying again every second; nothing is lost meanwhile.";
                if (_abandoned.Wait(TimeSpan.FromSeconds(1)))
                {
                    _lost = true;
                    return;
                }
            }
        }
    }
}
