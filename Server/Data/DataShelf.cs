using System.Collections.Concurrent;
using Hodl.Core.Data;
using Hodl.Server.Runs;

namespace Hodl.Server.Data;

/// <summary>What lies below the data folder, and checks of it in the background.</summary>
/// <param name="options">Names the data folder.</param>
/// <param name="clock">Stamps the checks.</param>
public sealed class DataShelf(RunOptions options, TimeProvider clock) : IDisposable
{
    private static readonly TimeSpan Beat = TimeSpan.FromMilliseconds(250);
    private readonly ConcurrentDictionary<string, DataCheckRun> checks = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, CancellationTokenSource> running = new(StringComparer.Ordinal);

    /// <summary>A check went on, or came to its end; raised on any thread.</summary>
    public event Action? Changed;

    /// <summary>The data folder; empty when none is set.</summary>
    public string Root { get; } = options.DataRoot == "" ? "" : Path.GetFullPath(options.DataRoot);

    /// <summary>An address below which official files lie as <c>id/name</c>; empty when none is set.</summary>
    public string Mirror { get; } = options.DataMirror;

    /// <summary>Every known data set, and the folders of images that are none of them; reads headers, so not for a page's own thread.</summary>
    /// <param name="token">Stops between two files.</param>
    /// <exception cref="IOException">A folder cannot be read.</exception>
    public IReadOnlyList<DataSummary> Look(CancellationToken token) => [.. Sets().Select(data => DataSummary.Of(data, Root, token))];

    /// <summary>The latest check of a data set in this process; null when there was none.</summary>
    public DataCheckRun? CheckOf(string id) => checks.GetValueOrDefault(id);

    /// <summary>Starts to read the whole set in the background; false when it is absent or is being read already.</summary>
    public bool Start(string id)
    {
        if (Sets().FirstOrDefault(data => data.Id == id)?.Find(Root) is not { } found)
        {
            return false;
        }

        var stop = new CancellationTokenSource();
        if (!running.TryAdd(id, stop))
        {
            stop.Dispose();
            return false;
        }

        checks[id] = new DataCheckRun(0, found.Bytes(), clock.GetUtcNow());
        Changed?.Invoke();
        _ = Task.Factory.StartNew(() => Run(id, found, stop), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        return true;
    }

    /// <summary>Stops a check; nothing happens when none runs.</summary>
    public void Stop(string id)
    {
        if (running.TryGetValue(id, out var stop))
        {
            stop.Cancel();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var stop in running.Values)
        {
            stop.Cancel();
        }
    }

    private List<KnownData> Sets()
    {
        List<KnownData> sets = [.. DataCatalog.All];
        if (!Directory.Exists(Root))
        {
            return sets;
        }

        var claimed = DataCatalog.All.SelectMany(data => data.Folders).Select(folder => folder.Split('/')[0]).ToHashSet(StringComparer.OrdinalIgnoreCase);
        sets.AddRange(Directory.GetDirectories(Root).Select(folder => Path.GetFileName(folder)).Order(StringComparer.Ordinal)
            .Where(name => !claimed.Contains(name) && !name.StartsWith('.')).Select(DataCatalog.Named).Where(data => data.Find(Root) is not null));
        return sets;
    }

    private void Run(string id, DataFound found, CancellationTokenSource stop)
    {
        var started = checks[id];
        var told = clock.GetTimestamp();
        try
        {
            var result = found.Check(new Beats(done =>
            {
                if (clock.GetElapsedTime(told) > Beat)
                {
                    told = clock.GetTimestamp();
                    Tell(started with { Done = done });
                }
            }), stop.Token);
            End(started with { Done = started.Total, Result = result });
        }
        catch (OperationCanceledException)
        {
            End(started with { Failure = "Stopped." });
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or OutOfMemoryException)
        {
            End(started with { Failure = error.Message });
        }

        void End(DataCheckRun check)
        {
            running.TryRemove(id, out _);
            stop.Dispose();
            Tell(check with { Ended = clock.GetUtcNow() });
        }

        void Tell(DataCheckRun check)
        {
            checks[id] = check;
            Changed?.Invoke();
        }
    }

    // Progress<T> would carry each report to another thread.
    private sealed class Beats(Action<long> tell) : IProgress<long>
    {
        public void Report(long value) => tell(value);
    }
}
