using Microsoft.Win32.SafeHandles;

namespace Hodl.Core.Runs;

/// <summary>
/// Reads a run's journal while whoever computes the run goes on writing it; safe from any thread. Each call first takes in
/// what has come since the last one.
/// </summary>
public sealed partial class RunJournal : IDisposable
{
    // An index is worth a file when reading the journal again would take a while.
    private const long BytesBetweenIndexFiles = 8 << 20;
    private readonly Lock _gate = new();
    private readonly RunFolder _folder;
    private readonly SafeFileHandle? _file;
    private readonly JournalScan? _scan;
    private readonly JournalIndex _index = new();
    private long _indexed;
    private long _weight;

    /// <summary>Opens the journal of a run's folder; one that is not there yet reads as empty.</summary>
    public RunJournal(RunFolder folder)
    {
        _folder = folder;
        try
        {
            _file = File.OpenHandle(folder.Journal, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        }
        catch (Exception missing) when (missing is FileNotFoundException or DirectoryNotFoundException)
        {
            return;
        }

        _scan = new JournalScan(_file);
        if (JournalIndexFile.Read(folder.Index) is { } kept && kept.Through <= RandomAccess.GetLength(_file)
            && kept.Guard == _scan.GuardAt(kept.Through))
        {
            _index = kept;
            _indexed = kept.Through;
            _weight = kept.Weight;
        }
    }

    /// <summary>Whether there is a file; one that appears later is seen by another reader.</summary>
    public bool Exists => _file is not null;

    /// <summary>About how many bytes of memory this takes.</summary>
    public long Weight => Volatile.Read(ref _weight);

    /// <summary>What the journal says of the run by now.</summary>
    public JournalSummary Summary() => Look(Summarize);

    /// <summary>Forgets what an index file said and reads everything: what cannot be read, and how many bytes at the end are no whole
    /// batch.</summary>
    public static (IReadOnlyList<JournalDamage> Damages, JournalSummary Summary) Check(RunFolder folder)
    {
        if (Directory.Exists(folder.Path))
        {
            File.Delete(folder.Index);
        }

        using var journal = new RunJournal(folder);
        return journal.Look(index =>
        {
            var tail = journal._file is { } file ? RandomAccess.GetLength(file) - index.Through : 0;
            return ((IReadOnlyList<JournalDamage>)[.. index.Damages, .. tail > 0 ? [new JournalDamage(index.Through, tail, true)]
                : Array.Empty<JournalDamage>()], journal.Summarize(index));
        });
    }

    /// <inheritdoc/>
    public void Dispose() => _file?.Dispose();

    private T Look<T>(Func<JournalIndex, T> read)
    {
        lock (_gate)
        {
            TakeIn();
            return read(_index);
        }
    }

    private void TakeIn()
    {
        if (_file is null || RandomAccess.GetLength(_file) is var length && length == _index.Through)
        {
            return;
        }

        (_index.Through, _index.Guard) = _scan!.Read(_index.Through, _index.Guard, (frame, payload) =>
            _index.Add(frame, payload.Span, Points), _index.Damages.Add);
        Volatile.Write(ref _weight, _index.Weight);
        if (_index.Through - _indexed >= BytesBetweenIndexFiles)
        {
            try
            {
                JournalIndexFile.Write(_folder.Index, _index);
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                // A full disk costs the next start some time, nothing else.
            }

            _indexed = _index.Through;
        }
    }

    private JournalSummary Summarize(JournalIndex index)
    {
        var results = new SortedDictionary<string, (long Step, RunResult Result)>(StringComparer.Ordinal);
        foreach (var (step, result) in Decoded(index, JournalKind.Result, JournalCodec.Result))
        {
            results[result.Metric] = (step, result);
        }

        return new JournalSummary
        {
            Bytes = index.Through,
            Sequence = index.Sequence,
            Attempt = index.Attempt,
            Progress = index.Progress,
            End = index.End,
            LastImage = index.LastImage,
            Warnings = index.Of(JournalKind.Log).Count(entry => entry.Severity == LogSeverity.Warning),
            Images = index.Of(JournalKind.Image).Count > 0,
            Details = Enum.GetValues<JournalKind>().Sum(kind => index.Of(kind).Count),
            Points = index.Series.Sum(series => series.Count),
            Results = [.. results.Values],
            Latest = [.. index.Series.Where(series => series.Latest is not null)
                .Select(series => (series.Name, series.Latest!.Value.Step, series.Latest.Value.Seconds, series.Latest.Value.Value))],
            Certificates = [.. Decoded(index, JournalKind.Certificate, JournalCodec.Certificate)],
        };
    }

    private List<T> Decoded<T>(JournalIndex index, JournalKind kind, Decoder<T> decode)
    {
        var all = new List<T>();
        foreach (var entry in index.Of(kind))
        {
            if (Payload(entry.Frame) is { } payload)
            {
                all.Add(decode(payload));
            }
        }

        return all;
    }

    // A frame's payload; null when it was damaged since it was taken in.
    private byte[]? Payload(JournalFrame frame)
    {
        var bytes = new byte[frame.End - frame.Offset];
        if (ReadAll(bytes, frame.Offset) && JournalFrame.IsGood(bytes))
        {
            return bytes[JournalFrame.HeaderBytes..^JournalFrame.TrailerBytes];
        }

        NoteDamage(frame);
        return null;
    }

    private void NoteDamage(JournalFrame frame)
    {
        var damage = new JournalDamage(frame.Offset, frame.End - frame.Offset, false);
        if (!_index.Damages.Contains(damage))
        {
            _index.Damages.Add(damage);
        }
    }

    private bool ReadAll(Span<byte> bytes, long at)
    {
        while (bytes.Length > 0)
        {
            var read = RandomAccess.Read(_file!, bytes, at);
            if (read <= 0)
            {
                return false;
            }

            bytes = bytes[read..];
            at += read;
        }

        return true;
    }

    private delegate T Decoder<out T>(ReadOnlySpan<byte> payload);
}
