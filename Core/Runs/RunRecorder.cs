using System.Security.Cryptography;

namespace Hodl.Core.Runs;

/// <summary>
/// Writes what a run reports into its folder; the only one to do so while it is open. What a call was given is kept when the
/// call has returned, also through a power cut; when it throws, the same call can be made again.
/// </summary>
public sealed class RunRecorder : IDisposable
{
    private readonly RunFolder _folder;
    private readonly FileStream _lock;
    private readonly JournalWriter _journal;
    private readonly JournalBuffer _buffer = new();
    private readonly Dictionary<(string Name, string Role, long Step, int Inner), long> _images = [];
    private JournalProgress _progress;
    private long _lastImage;
    private RunBatch? _kept;

    /// <summary>Opens a run's folder for writing, creating it when it is missing; a torn write at the journal's end is cut.</summary>
    /// <exception cref="IOException">Somebody else writes it, or the disk fails.</exception>
    public RunRecorder(RunFolder folder)
    {
        _folder = folder;
        // The first batch that is synced takes the names along.
        Directory.CreateDirectory(folder.Path);
        _lock = new FileStream(folder.Writer, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        try
        {
            using var journal = new RunJournal(folder);
            var summary = journal.Summary();
            (Sequence, _progress, _lastImage) = (summary.Sequence, summary.Progress, summary.LastImage);
            foreach (var image in journal.Images())
            {
                _images[RunJournal.Place(image)] = image.Id;
            }

            _journal = new JournalWriter(folder.Journal, summary.Bytes);
        }
        catch
        {
            _lock.Dispose();
            throw;
        }
    }

    /// <summary>Number of the last batch.</summary>
    public long Sequence { get; private set; }

    /// <summary>Bytes of the journal.</summary>
    public long Bytes => _journal.Length;

    /// <summary>Begins an attempt; what was recorded after the last good checkpoint is taken back.</summary>
    /// <returns>Where it goes on; null at a fresh start.</returns>
    public (RunCheckpoint Checkpoint, double Seconds)? Begin(int number, string owner, RunEnvironment? environment, DateTimeOffset at)
    {
        _folder.ForgetStop();
        var checkpoint = CheckpointFolder.Read(_folder.Checkpoints);
        var after = checkpoint?.Checkpoint.Step ?? long.MinValue;
        _buffer.Clear();
        JournalCodec.Write(_buffer,
            new RunAttempt(number, after, checkpoint?.Seconds ?? 0, owner, at.ToUnixTimeMilliseconds(), environment));
        _journal.Append(_buffer.Finish(Sequence));
        _progress = _progress with { Step = Math.Max(0, after), Seconds = checkpoint?.Seconds ?? 0 };
        _kept = null;
        foreach (var (place, id) in _images.Where(image => image.Key.Step > after).ToList())
        {
            _images.Remove(place);
            File.Delete(_folder.Image(id));
        }

        return checkpoint;
    }

    /// <summary>Keeps a batch.</summary>
    /// <param name="batch">What came.</param>
    /// <param name="sync">Whether it must outlive a power cut when this returns; else the next batch that must takes it along.</param>
    public void Append(RunBatch batch, bool sync = true)
    {
        if (batch.IsEmpty)
        {
            Pulse();
            return;
        }

        var replaced = _kept == batch ? [] : Record(batch, sync);
        _kept = batch;
        Pulse();
        // Behind the points that it contains: a checkpoint that outran them would leave a hole before it.
        foreach (var (seconds, checkpoint) in batch.Checkpoints.TakeLast(2))
        {
            CheckpointFolder.Write(_folder.Checkpoints, checkpoint, seconds);
        }

        replaced.ForEach(id => File.Delete(_folder.Image(id)));
    }

    /// <summary>Says that the run is alive; from another machine only this is seen.</summary>
    public void Pulse() => File.SetLastWriteTimeUtc(_folder.Writer, DateTime.UtcNow);

    /// <summary>Keeps how the attempt ended.</summary>
    public void End(RunEnd end)
    {
        _buffer.Clear();
        JournalCodec.Write(_buffer, end);
        _journal.Append(_buffer.Finish(Sequence));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _journal.Dispose();
        _lock.Dispose();
    }

    private List<long> Record(RunBatch batch, bool sync)
    {
        var replaced = new List<long>();
        var images = new List<JournalImage>();
        if (batch.Images.Count > 0)
        {
            Directory.CreateDirectory(_folder.Images);
            foreach (var (image, png) in batch.Images)
            {
                var kept = new JournalImage(_lastImage + images.Count + 1, image, Convert.ToHexStringLower(SHA256.HashData(png)));
                Disk.Write(_folder.Image(kept.Id), png);
                images.Add(kept);
            }

            Disk.SyncFolder(_folder.Path);
        }

        var sequence = Math.Max(Sequence, batch.Sequence);
        var (step, total) = batch.Progress ?? (_progress.Step, _progress.Total);
        var progress = new JournalProgress(step, total, Math.Max(_progress.Seconds, batch.Seconds), batch.Sparkline ?? _progress.Sparkline);
        _buffer.Clear();
        JournalCodec.Write(_buffer, batch);
        images.ForEach(image => JournalCodec.Write(_buffer, image));
        JournalCodec.Write(_buffer, progress);
        _journal.Append(_buffer.Finish(sequence), sync);
        (Sequence, _progress) = (sequence, progress);
        foreach (var image in images)
        {
            if (_images.TryGetValue(RunJournal.Place(image), out var old))
            {
                replaced.Add(old);
            }

            _images[RunJournal.Place(image)] = image.Id;
            _lastImage = image.Id;
        }

        return replaced;
    }
}
