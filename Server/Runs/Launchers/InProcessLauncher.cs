using System.Diagnostics;
using Hodl.Core.Runs;
using Hodl.Core.Tasks;
using Hodl.Server.Hubs;
using Hodl.Server.Store;

namespace Hodl.Server.Runs.Launchers;

/// <summary>Computes each run on a thread of this process.</summary>
internal sealed class InProcessLauncher(RunStarter starter, IRunListener listener, ILogger<RunQueue> logger) : ILauncher
{
    /// <summary>Its id.</summary>
    public const string Key = "in-process";

    private readonly Lock _gate = new();
    private readonly Dictionary<long, RunWorker> _live = [];
    private readonly Dictionary<long, string> _unstartable = [];
    private Action _onFreed = () => { };

    /// <inheritdoc/>
    public string Id => Key;

    /// <inheritdoc/>
    public string Name => "In the server";

    /// <inheritdoc/>
    public bool IsHere => true;

    /// <inheritdoc/>
    public int Most => int.MaxValue;

    /// <inheritdoc/>
    public int Active
    {
        get
        {
            lock (_gate)
            {
                return _live.Count;
            }
        }
    }

    /// <inheritdoc/>
    public IReadOnlyList<SettingError> Check(RunSpec spec, RunResources resources) => resources == new RunResources() ? []
        : [new SettingError("Resources", "given", "nothing where the launcher is in-process, which shares the server's process and limits no run")];

    /// <inheritdoc/>
    public void Open(Action onFreed) => _onFreed = onFreed;

    /// <inheritdoc/>
    public int Start(IReadOnlyList<long> ids) => ids.Count(TryStart);

    /// <inheritdoc/>
    public bool Stop(long id, RunState state, string reason)
    {
        if (Live(id) is not { } worker)
        {
            return false;
        }

        worker.Stop(state, reason);
        return true;
    }

    /// <inheritdoc/>
    public bool Has(long id) => Live(id) is not null;

    /// <inheritdoc/>
    public string? Waiting(long id)
    {
        lock (_gate)
        {
            return _live.TryGetValue(id, out var worker) ? worker.Pump.Waiting : _unstartable.GetValueOrDefault(id);
        }
    }

    /// <summary>Messages of a live run whose points the store does not hold yet, in order.</summary>
    public IReadOnlyList<PointsMessage> Unstored(long id) => Live(id)?.Pump.Unstored() ?? [];

    /// <inheritdoc/>
    public void Look()
    {
    }

    /// <inheritdoc/>
    public async Task CloseAsync(CancellationToken token)
    {
        RunWorker[] live;
        lock (_gate)
        {
            live = [.. _live.Values];
        }

        foreach (var worker in live)
        {
            worker.Stop(RunState.Interrupted, "The program was shut down");
        }

        // A store that still fails after this grace will not recover in time.
        var grace = Stopwatch.StartNew();
        while (live.Any(worker => Has(worker.Run)))
        {
            foreach (var worker in live.Where(worker => Has(worker.Run)))
            {
                if (token.IsCancellationRequested || (grace.Elapsed > TimeSpan.FromSeconds(5) && worker.Pump.Waiting is not null))
                {
                    worker.Pump.Abandon();
                }
            }

            if (token.IsCancellationRequested)
            {
                return;
            }

            await Task.Delay(20, CancellationToken.None).ConfigureAwait(false);
        }
    }

    // A run whose folder cannot be written now must not keep those behind it from starting; it is tried again.
    private bool TryStart(long id)
    {
        lock (_gate)
        {
            _unstartable.Remove(id);
            try
            {
                if (starter.Start(id, listener) is not { } worker)
                {
                    return false;
                }

                _live[id] = worker;
                new Thread(() => Compute(worker)) { IsBackground = true, Name = $"run {id}" }.Start();
                RunLog.Started(logger, id);
                return true;
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                _unstartable[id] = $"Cannot start yet: {exception.Message} It is tried again every few seconds.";
                RunLog.StartFailed(logger, id, exception.Message);
                return false;
            }
        }
    }

    private RunWorker? Live(long id)
    {
        lock (_gate)
        {
            return _live.GetValueOrDefault(id);
        }
    }

    private void Compute(RunWorker worker)
    {
        var (state, reason) = worker.Compute();
        RunLog.Ended(logger, worker.Run, state, reason);
        lock (_gate)
        {
            _live.Remove(worker.Run);
        }

        worker.Dispose();
        _onFreed();
    }
}
