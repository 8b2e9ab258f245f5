using System.Runtime.InteropServices;
using Hodl.Core.Runs;
using Hodl.Server.Hubs;
using Hodl.Server.Runs;
using Spectre.Console;

namespace Hodl.Server.Cli;

/// <summary>Computes runs one after the other, with a progress bar on a terminal; Ctrl-C cancels, SIGTERM interrupts.</summary>
internal sealed class CliSession : IRunListener, IDisposable
{
    private readonly CliHost _host;
    private readonly IAnsiConsole _console;
    private readonly List<PosixSignalRegistration> _signals;
    private readonly Lock _gate = new();
    private RunWorker? _worker;
    private (RunState State, string Reason)? _asked;
    private ProgressTask? _progress;

    public CliSession(CliHost host, TextWriter error)
    {
        _host = host;
        _console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(error) });
        _signals =
        [
            PosixSignalRegistration.Create(PosixSignal.SIGINT, signal => Stop(signal, RunState.Cancelled, "Stopped by Ctrl-C")),
            PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal => Stop(signal, RunState.Interrupted, "The program was ended")),
        ];
    }

    /// <summary>Computes a run to one of its ends.</summary>
    public RunState Compute(BeginCommand.Begun begun, RunSpec spec)
    {
        var (worker, recorder) = _host.Starter.Start(begun.Id, begun.Attempt, new RunFolder(begun.Folder), _host.Planner.Find(spec.Task)!,
            spec, this);
        using var written = recorder;
        lock (_gate)
        {
            _worker = worker;
            if (_asked is { } asked)
            {
                worker.Stop(asked.State, asked.Reason);
            }
        }

        var state = RunState.Queued;
        var thread = new Thread(() => state = worker.Compute().State) { Name = $"run {begun.Id}" };
        thread.Start();
        if (Console.IsErrorRedirected)
        {
            thread.Join();
        }
        else
        {
            Show(spec, thread);
        }

        lock (_gate)
        {
            _worker = null;
        }

        worker.Dispose();
        return state;
    }

    /// <inheritdoc/>
    public void OnPoints(PointsMessage message)
    {
    }

    /// <inheritdoc/>
    public void OnProgress(long run, long step, long total)
    {
        if (_progress is { } progress && total > 0)
        {
            progress.IsIndeterminate = false;
            progress.MaxValue = total;
            progress.Value = step;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _signals.ForEach(signal => signal.Dispose());

    private void Show(RunSpec spec, Thread thread) => _console.Progress()
        .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn(),
            new ElapsedTimeColumn())
        .Start(context =>
        {
            var label = spec.Label == "" ? "" : $" {spec.Label}";
            _progress = context.AddTask(Markup.Escape($"{spec.Task} {spec.Method}{label} seed {spec.Seed}"));
            _progress.IsIndeterminate = true;
            while (!thread.Join(100))
            {
                context.Refresh();
            }

            _progress.StopTask();
            _progress = null;
        });

    private void Stop(PosixSignalContext signal, RunState state, string reason)
    {
        signal.Cancel = true;
        lock (_gate)
        {
            _asked ??= (state, reason);
            _worker?.Stop(state, reason);
        }
    }
}
