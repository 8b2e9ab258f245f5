using System.Diagnostics;
using System.Globalization;

namespace Hodl.Server.Runs.Launchers;

/// <summary>A child of this process that computes one run after the other.</summary>
internal sealed class WorkerProcess : IDisposable
{
    private const int KeptLines = 20;
    private readonly Process _process;
    private readonly Queue<string> _words = [];
    private readonly TaskCompletionSource _errorRead = new();

    /// <summary>Starts it.</summary>
    /// <param name="program">This program.</param>
    /// <param name="cores">Cores that its libraries may use.</param>
    /// <param name="onDone">A run is over and written.</param>
    /// <param name="onGone">The process is gone.</param>
    public WorkerProcess(WorkerProgram program, int cores, Action<WorkerProcess, long> onDone, Action<WorkerProcess> onGone)
    {
        var start = new ProcessStartInfo(program.File, program.Arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var name in (string[])["OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS", "DOTNET_PROCESSOR_COUNT"])
        {
            start.Environment[name] = cores.ToString(CultureInfo.InvariantCulture);
        }

        start.Environment["DOTNET_gcServer"] = "0";
        Cores = cores;
        _process = Process.Start(start)!;
        Owner = ProcessOwner.Of(_process.Id).ToString();
        new Thread(() => Listen(onDone, onGone)) { IsBackground = true, Name = $"worker {_process.Id}" }.Start();
        new Thread(ReadError) { IsBackground = true, Name = $"errors of worker {_process.Id}" }.Start();
    }

    /// <summary>Cores that it was started with.</summary>
    public int Cores { get; }

    /// <summary>Signs its runs.</summary>
    public string Owner { get; }

    /// <summary>Its process id.</summary>
    public int Id => _process.Id;

    /// <summary>How it ended; only when it is gone.</summary>
    public int ExitCode => _process.ExitCode;

    /// <summary>The last lines of its error output.</summary>
    public string Words
    {
        get
        {
            lock (_words)
            {
                return string.Join('\n', _words);
            }
        }
    }

    /// <summary>Sends a message; one to a process that has just gone is lost, and its end tells.</summary>
    public void Send(WorkerMessage message)
    {
        try
        {
            lock (_process)
            {
                _process.StandardInput.WriteLine(message.Line());
                _process.StandardInput.Flush();
            }
        }
        catch (IOException)
        {
            // It is gone.
        }
    }

    /// <summary>Lets it end when its present run is over.</summary>
    public void Release()
    {
        try
        {
            lock (_process)
            {
                _process.StandardInput.Close();
            }
        }
        catch (IOException)
        {
            // It is gone.
        }
    }

    /// <summary>Ends it at once.</summary>
    public void Kill()
    {
        try
        {
            _process.Kill(entireProcessTree: true);
        }
        catch (InvalidOperationException)
        {
            // It has ended.
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _process.Dispose();

    private void Listen(Action<WorkerProcess, long> onDone, Action<WorkerProcess> onGone)
    {
        while (_process.StandardOutput.ReadLine() is { } line)
        {
            if (WorkerMessage.ReadDone(line) is { } id)
            {
                onDone(this, id);
            }
        }

        _process.WaitForExit();
        _errorRead.Task.Wait(TimeSpan.FromSeconds(1));
        onGone(this);
    }

    private void ReadError()
    {
        while (_process.StandardError.ReadLine() is { } line)
        {
            lock (_words)
            {
                _words.Enqueue(line);
                if (_words.Count > KeptLines)
                {
                    _words.Dequeue();
                }
            }
        }

        _errorRead.SetResult();
    }
}
