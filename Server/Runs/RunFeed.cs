using Hodl.Core.Data;
using Hodl.Core.Hypergradients;
using Hodl.Core.Imaging;
using Hodl.Core.Runs;
using Hodl.Server.Store;

namespace Hodl.Server.Runs;

/// <summary>
/// Takes what a run reports and passes it on: every tenth of a second to the listener, every half second to the store
/// in one transaction. Nothing is dropped: when the store lags or fails, the run waits until it can write again.
/// </summary>
internal sealed class RunFeed : IRunObserver
{
    private const int MostPoints = 50_000;
    private const long MostBytes = 64L << 20;

    private readonly object _gate = new();
    private readonly FeedPump _pump;
    private readonly TimeProvider _clock;
    private readonly long _began;
    private readonly double _before;
    private readonly string _main;
    private readonly Sparkline _sparkline = new();
    private readonly HashSet<string> _warned = [];
    private (long Step, string Text)? _suspect;
    private RunBatch _incoming = new();
    private bool _unbounded;
    private bool _complete;
    private long _step;
    private long _total;

    /// <param name="seconds">Seconds spent before.</param>
    /// <param name="step">Outer steps done before.</param>
    /// <param name="main">The series that the small picture shows.</param>
    /// <param name="history">Values of that series so far.</param>
    /// <param name="pump">Carries the batches away.</param>
    /// <param name="clock">Stamps points and log lines.</param>
    public RunFeed(double seconds, long step, string main, IEnumerable<double> history, FeedPump pump, TimeProvider clock)
    {
        (_pump, _clock, _main, _before, _began) = (pump, clock, main, seconds, clock.GetTimestamp());
        _step = step;
        foreach (var value in history)
        {
            _sparkline.Add(value);
        }

        _pump.Start(Take);
    }

    /// <summary>Outer steps done.</summary>
    public long Step => Volatile.Read(ref _step);

    /// <summary>Outer steps in all; 0 while unknown.</summary>
    public long Total => Volatile.Read(ref _total);

    private double Seconds => _before + _clock.GetElapsedTime(_began).TotalSeconds;

    /// <inheritdoc/>
    public void OnProgress(long step, long total)
    {
        WarnOfSuspect();
        Add(batch =>
        {
            batch.Progress = (step, total);
            Volatile.Write(ref _step, step);
            Volatile.Write(ref _total, total);
        });
    }

    /// <inheritdoc/>
    public void OnMetric(string series, long step, double value)
    {
        var seconds = Seconds;
        lock (_gate)
        {
            WaitForRoom();
            _incoming.Add(series, step, seconds, value);
            if (series == _main)
            {
                _sparkline.Add(value);
            }
        }

        if (series == "hypergradient_norm" && (value == 0 || !double.IsFinite(value)))
        {
            _suspect ??= (step, value == 0 ? "The hypergradient is all zero: the outer step learns nothing."
                : "The hypergradient is not finite.");
        }
    }

    /// <inheritdoc/>
    public void OnInnerCurve(InnerCurve curve) => Add(batch => batch.Curves.Add(curve), 8L * curve.Values.Count);

    /// <inheritdoc/>
    public void OnImage(RunImage image)
    {
        byte[] png;
        try
        {
            png = ImageFile.EncodePng(image.ToImage());
        }
        catch (Exception exception) when (exception is InvalidOperationException or ArgumentException or DllNotFoundException or TypeInitializationException)
        {
            WarnOnce(image.Step, $"Images cannot be kept: {exception.Message}");
            return;
        }

        Add(batch => batch.Images.Add((image with { Pixels = [] }, png)), png.Length);
    }

    /// <inheritdoc/>
    public void OnResult(RunResult result) => Add(batch => batch.Results.Add((_step, result)));

    /// <inheritdoc/>
    public void OnData(DataUsed data) => Add(batch => batch.Data.Add(data));

    /// <inheritdoc/>
    public void OnLog(RunLogLine line)
    {
        _suspect = line.Severity == LogSeverity.Warning ? null : _suspect;
        Add(batch => batch.Log.Add((_clock.GetUtcNow(), line)));
    }

    /// <inheritdoc/>
    public void OnCertificate(Certificate certificate) => Add(batch => batch.Certificates.Add((_clock.GetUtcNow(), certificate)));

    /// <inheritdoc/>
    public void OnCheckpoint(RunCheckpoint checkpoint)
    {
        var seconds = Seconds;
        Add(batch => batch.Checkpoints.Add((seconds, checkpoint)), checkpoint.State.Length);
    }

    /// <summary>From now on the run never waits, so that it can come to its end while the store fails.</summary>
    public void Release()
    {
        lock (_gate)
        {
            _unbounded = true;
            Monitor.PulseAll(_gate);
        }
    }

    /// <summary>Passes on what is left and returns when the store has everything and the run's end.</summary>
    public void Complete(RunState state, string reason)
    {
        WarnOfSuspect();
        lock (_gate)
        {
            _complete = true;
            Monitor.PulseAll(_gate);
        }

        _pump.Finish(state, reason);
    }

    // What has come since the last time; waits for the tick, or for the end, whichever is first.
    private (RunBatch Batch, bool Last) Take(TimeSpan tick)
    {
        lock (_gate)
        {
            var until = _clock.GetTimestamp();
            while (!_complete && tick - _clock.GetElapsedTime(until) is var left && left > TimeSpan.Zero)
            {
                Monitor.Wait(_gate, left);
            }

            var batch = _incoming;
            batch.Seconds = Seconds;
            batch.Sparkline = batch.Points > 0 ? _sparkline.Values() : null;
            _incoming = new RunBatch();
            Monitor.PulseAll(_gate);
            return (batch, _complete);
        }
    }

    // A hypergradient that is NaN or zero is warned of, unless the task has just done so in its own words.
    private void WarnOfSuspect()
    {
        if (_suspect is { } suspect)
        {
            WarnOnce(suspect.Step, suspect.Text);
            _suspect = null;
        }
    }

    private void WarnOnce(long step, string text)
    {
        if (_warned.Add(text))
        {
            OnLog(new RunLogLine(LogSeverity.Warning, step, text));
        }
    }

    private void Add(Action<RunBatch> add, long bytes = 0)
    {
        lock (_gate)
        {
            WaitForRoom();
            add(_incoming);
            _incoming.Weigh(bytes);
        }
    }

    private void WaitForRoom()
    {
        while (!_unbounded && (_incoming.Points >= MostPoints || _incoming.Bytes >= MostBytes))
        {
            Monitor.Wait(_gate);
        }
    }
}
