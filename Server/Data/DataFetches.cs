using System.Collections.Concurrent;
using Hodl.Core.Data;

namespace Hodl.Server.Data;

/// <summary>Fetches data sets in the background, as <c>datasets fetch</c> does.</summary>
/// <param name="root">The data folder; empty when none is set.</param>
/// <param name="mirror">As <see cref="DataFetch.Files"/> takes it.</param>
/// <param name="clock">Measures the pace.</param>
public sealed class DataFetches(string root, string mirror, TimeProvider clock) : IDisposable
{
    private readonly ConcurrentDictionary<string, DataFetchRun> _runs = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, CancellationTokenSource> _running = new(StringComparer.Ordinal);
    private readonly HttpClient _http = FileDownload.Client();

    /// <summary>Something came, or one is over; raised on any thread.</summary>
    public event Action? Changed;

    /// <summary>The sets that can be asked for.</summary>
    public IReadOnlyList<KnownData> Sets { get; init; } = DataCatalog.All;

    /// <summary>The latest fetch of a set in this process; null when there was none.</summary>
    public DataFetchRun? Of(string id) => _runs.GetValueOrDefault(id);

    /// <summary>Starts to fetch a set, or goes on where an earlier attempt stopped.</summary>
    /// <returns>Its files; null when it is on its way already.</returns>
    /// <exception cref="FetchException">There is no such set, or none that programs may fetch, or no data folder.</exception>
    public IReadOnlyList<DataDownload>? Start(string id)
    {
        var data = Sets.FirstOrDefault(known => known.Id == id) ?? throw new FetchException($"id = {id}: allowed is {string.Join(", ", Sets.Where(known => known.IsFetchable).Select(known => known.Id))}.");
        if (root == "")
        {
            throw new FetchException($"No data folder is set: {DataRoot.Variable}, or Data:Root in appsettings.json.");
        }

        var files = DataFetch.Files(data, mirror);
        if (!data.IsFetchable)
        {
            throw new FetchException($"{data.Name} has no address with a known SHA-256 from which programs may fetch it. {DataFetch.ByHand(data, files, root)}");
        }

        var stop = new CancellationTokenSource();
        if (!_running.TryAdd(id, stop))
        {
            stop.Dispose();
            return null;
        }

        Tell(id, new DataFetchRun(Total: files.Sum(file => file.Bytes)));
        _ = Task.Run(() => Run(data, files, stop), CancellationToken.None);
        return files;
    }

    /// <summary>Stops a fetch; what has come waits for the next attempt.</summary>
    /// <returns>False when none runs.</returns>
    public bool Stop(string id)
    {
        if (!_running.TryGetValue(id, out var stop))
        {
            return false;
        }

        stop.Cancel();
        return true;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var stop in _running.Values)
        {
            stop.Cancel();
        }

        _http.Dispose();
    }

    private async Task Run(KnownData data, IReadOnlyList<DataDownload> files, CancellationTokenSource stop)
    {
        var failure = "";
        try
        {
            await new DataFetch(new FileDownload(_http, clock), root).Fetch(data, files, new Told(progress => Tell(data.Id, InAll(files, progress))), stop.Token);
        }
        catch (FetchException refusal)
        {
            failure = refusal.Message;
        }
        catch (OperationCanceledException)
        {
            failure = "Stopped. What has come is kept for the next attempt.";
        }

        // Who hears that it is over may start it again.
        _runs[data.Id] = _runs[data.Id] with { IsOver = true, Left = null, Failure = failure };
        _running.TryRemove(data.Id, out _);
        stop.Dispose();
        Changed?.Invoke();
    }

    // Of one file, or of all where their sizes are known.
    private static DataFetchRun InAll(IReadOnlyList<DataDownload> files, FetchProgress progress)
    {
        if (files.Any(file => file.Bytes == 0))
        {
            return new(progress.File, progress.Done, progress.Total, progress.Left);
        }

        var before = files.TakeWhile(file => file.Name != progress.File).Sum(file => file.Bytes);
        var (done, total) = (before + progress.Done, files.Sum(file => file.Bytes));
        var rest = progress.Total - progress.Done;
        return new(progress.File, done, total, done >= total ? 0 : progress.Left is { } left && rest > 0 ? left * (total - done) / rest : null);
    }

    private void Tell(string id, DataFetchRun run)
    {
        _runs[id] = run;
        Changed?.Invoke();
    }

    // Progress<T> would carry each report to another thread.
    private sealed class Told(Action<FetchProgress> tell) : IProgress<FetchProgress>
    {
        public void Report(FetchProgress value) => tell(value);
    }
}
