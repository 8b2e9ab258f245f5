using System.Diagnostics;
using Hodl.Core.Runs;
using Hodl.Server.Store;

namespace Hodl.Server.Runs.Launchers;

/// <summary>A run in a child process: whether it lives, moves, stops when it is asked to, and stays within its memory.</summary>
internal sealed class ChildRun(long id, string owner, int process, WorkerProcess? worker, RunStore store, LauncherOptions options, TimeProvider clock)
{
    private const int LeastStartSeconds = 60;
    private readonly RunResources _limits = store.Resources(id).Or(options.ProcessResources);
    private readonly RunFolder _folder = store.Folder(id);
    private readonly DateTimeOffset _began = clock.GetUtcNow();
    private (long Since, RunState State, string Reason)? _asked;
    private readonly long _before = Written(store.Folder(id));
    private (long Since, long Bytes) _moved = (clock.GetTimestamp(), -1);

    /// <summary>The run.</summary>
    public long Id => id;

    /// <summary>Signs the run.</summary>
    public string Owner => owner;

    /// <summary>The child; null for one of an earlier server.</summary>
    public WorkerProcess? Worker => worker;

    /// <summary>Why it was killed; null while it was not.</summary>
    public (RunState State, string Reason)? Verdict { get; private set; }

    /// <summary>Asks it to end; the first to ask decides how.</summary>
    public void Stop(RunState state, string reason)
    {
        if (_asked is not null)
        {
            return;
        }

        _asked = (clock.GetTimestamp(), state, reason);
        if (worker is not null)
        {
            worker.Send(new WorkerMessage(null, state, reason));
        }
        else
        {
            _folder.AskToStop();
        }
    }

    /// <summary>Whether the process of an earlier server's child is gone.</summary>
    public bool IsGone() => !ProcessOwner.IsAlive(owner, clock.GetUtcNow(), clock.GetUtcNow());

    /// <summary>Kills it for whatever it must not do.</summary>
    public void Look()
    {
        if (Verdict is not null)
        {
            return;
        }

        // A process that starts on a busy machine says nothing for a while.
        var hasBegun = _folder.Stirred() is { } at && at > _began;
        var silent = clock.GetUtcNow() - (hasBegun ? _folder.Stirred()!.Value : _began);
        var patience = Math.Max(options.Process.SilenceSeconds, hasBegun ? 0 : LeastStartSeconds);
        if (_asked is { } asked && clock.GetElapsedTime(asked.Since) > TimeSpan.FromSeconds(options.Process.StopSeconds))
        {
            Kill(asked.State, $"{asked.Reason}; it did not stop within {options.Process.StopSeconds} s and was killed");
        }
        else if (_limits.MemoryMib > 0 && Resident() >> 20 is var mib && mib > _limits.MemoryMib)
        {
            Kill(RunState.Failed, $"It took {mib} MiB of memory, more than its limit of {_limits.MemoryMib} MiB, and was ended");
        }
        else if (silent > TimeSpan.FromSeconds(patience))
        {
            Kill(RunState.Failed, $"Its process was frozen: it gave no sign of life for {patience} s, and was killed");
        }
        else if (_limits.StallSeconds > 0 && IsStalled())
        {
            Kill(RunState.Failed, $"It hung: no step, point or log line came for {_limits.StallSeconds} s (its longest standstill), and it was killed");
        }
    }

    private bool IsStalled()
    {
        // Loading the libraries is no standstill: it counts from the attempt's first line.
        var bytes = Written(_folder);
        if (bytes != _moved.Bytes || bytes == _before)
        {
            _moved = (clock.GetTimestamp(), bytes);
        }

        return clock.GetElapsedTime(_moved.Since) > TimeSpan.FromSeconds(_limits.StallSeconds);
    }

    private static long Written(RunFolder folder) => new FileInfo(folder.Journal) is { Exists: true } file ? file.Length : 0;

    private long Resident()
    {
        try
        {
            using var seen = Process.GetProcessById(process);
            return seen.WorkingSet64;
        }
        catch (Exception exception) when (exception is ArgumentException or InvalidOperationException)
        {
            // It has just ended.
            return 0;
        }
    }

    private void Kill(RunState state, string reason)
    {
        Verdict = (state, reason);
        if (worker is not null)
        {
            worker.Kill();
            return;
        }

        try
        {
            using var seen = Process.GetProcessById(process);
            seen.Kill(entireProcessTree: true);
        }
        catch (Exception exception) when (exception is ArgumentException or InvalidOperationException)
        {
            // It has just ended.
        }
    }
}
