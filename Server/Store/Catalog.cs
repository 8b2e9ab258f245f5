using System.Collections.Concurrent;
using Hodl.Core.Runs;
using LiteDB;
using LiteDB.Engine;

namespace Hodl.Server.Store;

/// <summary>
/// The door to the catalog, the only user of LiteDB. One process owns the file; one thread writes it. A change is kept, also
/// through a power cut, when <see cref="Write"/> returns; changes that wait together share one sync. Everything but the audit
/// log is answered from memory.
/// </summary>
public sealed partial class Catalog : IDisposable
{
    private const int MostTogether = 256;
    private const long LogBytesBeforeCheckpoint = 4 << 20;
    private static readonly TimeSpan _flushAfter = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(10);

    private readonly CatalogLock _lock;
    private readonly BlockingCollection<Job> _jobs = [];
    private readonly Dictionary<string, ICatalogTable> _tables = [];
    private readonly Dictionary<(ICatalogTable Table, long Id), bool> _late = [];
    private readonly Lock _gate = new();
    private readonly Thread _writer;
    private readonly Microsoft.Win32.SafeHandles.SafeFileHandle? _runsHeld;
    private readonly FilePlace? _runsPlace;
    private CatalogFile _data;
    private CatalogLog _log;
    private LiteDatabase _database;
    private readonly ConcurrentQueue<string> _problems = [];
    private DateTime _flushed = DateTime.UtcNow;
    private long _durable;

    /// <summary>Opens the file, creating it and its folder when they are missing.</summary>
    /// <param name="file">Path of the catalog's file; the folder beside it named <c>runs</c> holds what is long.</param>
    /// <param name="maxBytes">What the folder must not outgrow; 0 for no limit. Runs wait when it is reached.</param>
    /// <exception cref="CatalogBusyException">Another process owns it.</exception>
    /// <exception cref="InvalidOperationException">The file is of another kind or of a newer version of this program.</exception>
    public Catalog(string file, long maxBytes = 0)
    {
        (File, MaxBytes) = (Path.GetFullPath(file), maxBytes);
        Directory.CreateDirectory(RunsFolder);
        CatalogFormat.Check(File);
        _lock = new CatalogLock(File, _patience);
        try
        {
            System.IO.File.Delete(Copy);
            (_data, _log, _database) = Open();
            Disk.SyncFolder(Path.GetDirectoryName(File)!);
            CatalogFormat.Migrate(_database, File);
            _log.Flush();
            _durable = _log.Length;
            DemandRoom();
            _runsHeld = Disk.Hold(RunsFolder);
            _runsPlace = _runsHeld is null ? null : new FilePlace(_runsHeld, RunsFolder);
            Counters = Table<CatalogCounter>("counters");
            Runs = new RunTable(this);
        }
        catch
        {
            Close();
            throw;
        }

        _writer = new Thread(Work) { IsBackground = true, Name = "catalog" };
        _writer.Start();
    }

    /// <summary>Full path of the file.</summary>
    public string File { get; }

    /// <summary>What the folder must not outgrow; 0 for no limit.</summary>
    public long MaxBytes { get; }

    /// <summary>The folder with a folder for each run.</summary>
    public string RunsFolder => Path.Combine(Path.GetDirectoryName(File)!, "runs");

    /// <summary>Why nothing can be kept any more; empty while everything is in its place.</summary>
    public string Lost { get; private set; } = "";

    /// <summary>Records that could not be read.</summary>
    public IReadOnlyCollection<string> Problems => _problems;

    internal CatalogTable<CatalogCounter> Counters { get; }

    internal RunTable Runs { get; }

    private string Copy => File + ".new";

    /// <summary>The folder of a run.</summary>
    public RunFolder Folder(long run) => new(Path.Combine(RunsFolder, $"{run}"));

    /// <summary>The file with a model's numbers.</summary>
    internal string Model(long id) => Path.Combine(Path.GetDirectoryName(File)!, "models", $"{id}.safetensors");

    /// <summary>The table of a name; read into memory when it is first asked for.</summary>
    /// <param name="name">The collection's name.</param>
    /// <param name="inMemory">Whether its records are held in memory; others are only ever added, and read by <see cref="Newest"/>.</param>
    internal CatalogTable<T> Table<T>(string name, bool inMemory = true)
        where T : class
    {
        lock (_gate)
        {
            if (!_tables.TryGetValue(name, out var table))
            {
                _tables[name] = table = new CatalogTable<T>(name, inMemory ? _database : null, _problems.Enqueue);
            }

            return (CatalogTable<T>)table;
        }
    }

    /// <summary>Notes something that could not be read.</summary>
    internal void Report(string problem) => _problems.Enqueue(problem);

    /// <summary>Does everything in <paramref name="work"/> or, when it throws, nothing.</summary>
    /// <exception cref="IOException">The disk is full or fails; nothing was kept.</exception>
    internal T Write<T>(Func<CatalogChange, T> work)
    {
        var result = default(T)!;
        var job = new Job(change => result = work(change));
        _jobs.Add(job);
        job.Done.Task.GetAwaiter().GetResult();
        return result;
    }

    /// <summary>Does everything in <paramref name="work"/> or, when it throws, nothing.</summary>
    internal void Write(Action<CatalogChange> work) => Write(change =>
    {
        work(change);
        return 0;
    });

    /// <summary>Records of a collection that is not held in memory, the newest first.</summary>
    internal IReadOnlyList<T> Newest<T>(string name, long before, Func<T, bool> wanted, int most)
        where T : class =>
        [.. _database.GetCollection(name).Query().Where("$._id < @0", before).OrderByDescending("$._id").ToEnumerable()
            .Select(CatalogMap<T>.Read).Where(wanted).Take(most)];

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_jobs.IsAddingCompleted)
        {
            return;
        }

        _jobs.CompleteAdding();
        _writer.Join();
        Checkpoint();
        Close();
        _jobs.Dispose();
    }

    private (CatalogFile Data, CatalogLog Log, LiteDatabase Database) Open(long most = long.MaxValue)
    {
        var data = new CatalogFile(File);
        CatalogLog? log = null;
        try
        {
            log = new CatalogLog(File + ".log", data, most);
            var database = new LiteDatabase(new LiteEngine(new EngineSettings
            {
                DataStream = data,
                LogStream = log,
                Collation = CatalogFormat.Collation
            }));
            // The door itself says when, so that a log is synced before its pages are copied.
            database.CheckpointSize = 0;
            return (data, log, database);
        }
        catch
        {
            log?.Dispose();
            data.Dispose();
            throw;
        }
    }

    // A folder that cannot be written is found at the start, not with the first run's points.
    private void DemandRoom()
    {
        var trial = Path.Combine(RunsFolder, "trial");
        Disk.Write(trial, new byte[64 << 10]);
        System.IO.File.Delete(trial);
    }

    private void Close()
    {
        try
        {
            _database?.Dispose();
        }
#pragma warning disable CA1031 // What is confirmed and synced is in the log, whatever LiteDB cannot do any more.
        catch
#pragma warning restore CA1031
        {
        }

        _log?.Dispose();
        _data?.Dispose();
        _runsHeld?.Dispose();
        _lock.Dispose();
    }

    private sealed class Job(Action<CatalogChange> work)
    {
        public Action<CatalogChange> Work { get; } = work;

        public TaskCompletionSource Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
