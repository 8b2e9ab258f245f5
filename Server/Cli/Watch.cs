using System.CommandLine;
using Hodl.Core.Runs;

namespace Hodl.Server.Cli;

/// <summary>Following runs that change, whichever process computes them.</summary>
internal static class Watch
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    /// <summary>The option --watch.</summary>
    public static Option<bool> Option(string description) => new("--watch", "-w") { Description = description };

    /// <summary>Calls back with each run that changed after the mark, twice a second at most, until the callback says no or the token is cancelled.</summary>
    public static async Task Follow(CliHost host, long mark, Func<RunRow, bool> changed, CancellationToken token)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(token);
        void OnCancel(object? sender, ConsoleCancelEventArgs key)
        {
            key.Cancel = true;
            stop.Cancel();
        }

        // A server that carries the command out has keys of its own.
        if (host.IsLocal)
        {
            Console.CancelKeyPress += OnCancel;
        }

        try
        {
            while (true)
            {
                await Task.Delay(Pause, stop.Token);
                host.Store.Follow();
                (var runs, mark) = host.Store.Changed(mark);
                foreach (var id in runs)
                {
                    if (host.Store.Find(id) is { Deleted: false } run && !changed(run))
                    {
                        return;
                    }
                }
            }
        }
        catch (OperationCanceledException)
        {
            // Ctrl-C is the way to end it.
        }
        finally
        {
            Console.CancelKeyPress -= OnCancel;
        }
    }
}
