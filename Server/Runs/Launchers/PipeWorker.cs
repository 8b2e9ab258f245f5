using System.Runtime.InteropServices;
using Hodl.Core.Runs;
using Hodl.Server.Hubs;

namespace Hodl.Server.Runs.Launchers;

/// <summary>
/// A worker's side of <see cref="ProcessLauncher"/>: computes the runs of its input, one after the other, until the input ends.
/// A server that goes away leaves it its present run; the next server follows that.
/// </summary>
internal sealed class PipeWorker : IRunListener, IDisposable
{
    private readonly FolderStarter _starter;
    private readonly RunPlanner _planner;
    private readonly TextWriter _output;
    private readonly TextWriter _error;
    private readonly List<PosixSignalRegistration> _signals;
    private readonly Lock _gate = new();
    private RunWorker? _worker;
    private Thread? _thread;
    private WorkerMessage? _stop;

    public PipeWorker(FolderStarter starter, RunPlanner planner, TextWriter output, TextWriter error)
    {
        (_starter, _planner, _output, _error) = (starter, planner, output, error);
        _signals =
        [
            // A terminal's Ctrl-C goes to the server and to its children alike: the server says what becomes of them.
            PosixSignalRegistration.Create(PosixSignal.SIGINT, signal => signal.Cancel = true),
            PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal =>
            {
                signal.Cancel = true;
                Stop(new WorkerMessage(null, RunState.Interrupted, "Its process was ended"));
                _thread?.Join();
                Environment.Exit(0);
            }),
        ];
    }

    /// <summary>Takes messages until there are no more, and ends with the last run.</summary>
    public void Serve(TextReader input)
    {
        while (input.ReadLine() is { } line)
        {
            var message = WorkerMessage.Read(line);
            if (message.Order is { } order)
            {
                _thread?.Join();
                lock (_gate)
                {
                    _stop = null;
                }

                _thread = new Thread(() => Compute(order)) { Name = $"run {order.Id}" };
                _thread.Start();
            }
            else
            {
                Stop(message);
            }
        }

        _thread?.Join();
    }

    /// <inheritdoc/>
    public void OnPoints(PointsMessage message)
    {
    }

    /// <inheritdoc/>
    public void Dispose() => _signals.ForEach(signal => signal.Dispose());

    private void Stop(WorkerMessage message)
    {
        lock (_gate)
        {
            _stop ??= message;
            _worker?.Stop(message.Stop, message.Reason);
        }
    }

    private void Compute(WorkerOrder order)
    {
        try
        {
            var spec = SpecText.Read(order.Spec, _planner);
            var (worker, recorder) = _starter.Start(order.Id, order.Attempt, new RunFolder(order.Folder), _planner.Find(spec.Task)!, spec,
                this, data: order.Data);
            using (recorder)
            using (worker)
            {
                lock (_gate)
                {
                    _worker = worker;
                    if (_stop is { } stop)
                    {
                        worker.Stop(stop.Stop, stop.Reason);
                    }
                }

                worker.Compute();
                lock (_gate)
                {
                    _worker = null;
                }
            }
        }
#pragma warning disable CA1031 // Whatever keeps a run from starting is said where the server reads it; the next run may start.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            _error.WriteLine(exception.Message);
        }

        try
        {
            _output.WriteLine(WorkerMessage.Done(order.Id));
            _output.Flush();
        }
        catch (IOException)
        {
            // Nobody listens any more: the run's folder says it.
        }
    }
}
