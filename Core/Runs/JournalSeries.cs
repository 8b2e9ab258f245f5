using System.Runtime.InteropServices;

namespace Hodl.Core.Runs;

/// <summary>Where the points of a series lie in a journal.</summary>
/// <param name="name">The series.</param>
internal sealed class JournalSeries(string name)
{
    /// <summary>A block is closed when it holds so many points.</summary>
    private const int BlockPoints = 1024;

    // The points of the block that is still open; null when they were not seen, so that it closes without extremes.
    private SeriesColumn? _open = new(name);
    private int _openFrom;
    private long _openCount;

    /// <summary>The series.</summary>
    public string Name { get; } = name;

    /// <summary>Points that count.</summary>
    public long Count { get; private set; }

    /// <summary>Its chunks in the order of recording.</summary>
    public List<JournalChunk> Chunks { get; } = [];

    /// <summary>Its closed blocks; chunks behind the last one are in none.</summary>
    public List<JournalBlock> Blocks { get; } = [];

    /// <summary>The point of the highest step, of these the latest in time, of these the highest; null when there is none.</summary>
    public (long Step, double Seconds, double Value)? Latest { get; private set; }

    /// <summary>Chunks from this one on are in no block.</summary>
    public int Loose => _openFrom;

    /// <summary>About how many bytes of memory this takes.</summary>
    public long Weight =>
        (72L * Chunks.Count) + (64L * Blocks.Count) + (72L * Count / SeriesColumn.Stretch) + (24L * (_open?.Steps.Count ?? 0));

    /// <summary>Takes in a chunk's points.</summary>
    public void Add(JournalFrame frame, int skip, ReadOnlySpan<long> steps, ReadOnlySpan<double> seconds, ReadOnlySpan<double> values)
    {
        var (first, last) = (long.MaxValue, long.MinValue);
        foreach (var step in steps)
        {
            first = Math.Min(first, step);
            last = Math.Max(last, step);
        }

        TakeLatest(steps, seconds, values);
        Chunks.Add(new JournalChunk(frame, skip, steps.Length, first, last, steps.Length, long.MaxValue));
        Count += steps.Length;
        _openCount += steps.Length;
        if (_open is { Steps.Count: 0 } && steps.Length >= BlockPoints)
        {
            // The chunk is a block: its points need no copy.
            Close(SeriesColumn.Extremes(Name, steps, seconds, values));
            return;
        }

        _open?.Add(steps, seconds, values);
        if (_openCount >= BlockPoints)
        {
            Close(_open?.Extremes());
        }
    }

    /// <summary>Puts back what was kept in an index file.</summary>
    public void Restore(IEnumerable<JournalChunk> chunks, IEnumerable<JournalBlock> blocks,
        (long Step, double Seconds, double Value)? latest)
    {
        Chunks.AddRange(chunks);
        Blocks.AddRange(blocks);
        Count = Chunks.Sum(chunk => (long)chunk.Kept);
        Latest = latest;
        _openFrom = Blocks.Count == 0 ? 0 : Blocks[^1].FirstChunk + Blocks[^1].Chunks;
        Reopen();
    }

    /// <summary>Takes back the points of steps after <paramref name="step"/>.</summary>
    /// <param name="step">The last step that counts.</param>
    /// <param name="read">Gives the points of a chunk, those that counted so far.</param>
    public void Cut(long step, Func<JournalChunk, SeriesColumn> read)
    {
        if (!Chunks.Exists(chunk => chunk.Last > step))
        {
            return;
        }

        var (chunks, blocks) = (Chunks.ToArray(), Blocks.ToArray());
        var open = _openFrom;
        Chunks.Clear();
        Blocks.Clear();
        Latest = null;
        foreach (var block in blocks)
        {
            var at = Chunks.Count;
            var isWhole = Take(chunks.AsSpan(block.FirstChunk, block.Chunks), step, read);
            if (isWhole)
            {
                Blocks.Add(block with { FirstChunk = at });
            }
            else if (Chunks.Count > at)
            {
                Blocks.Add(BlockOf(at, null));
            }
        }

        _openFrom = Chunks.Count;
        Take(chunks.AsSpan(open), step, read);
        Reopen();
        Count = Chunks.Sum(chunk => (long)chunk.Kept);
        foreach (var chunk in Chunks)
        {
            // Only the chunks that can hold the latest point are read.
            if (Latest is { } best && chunk.Last < best.Step)
            {
                continue;
            }

            var points = read(chunk);
            TakeLatest(CollectionsMarshal.AsSpan(points.Steps), CollectionsMarshal.AsSpan(points.Seconds),
                CollectionsMarshal.AsSpan(points.Values));
        }
    }

    private void TakeLatest(ReadOnlySpan<long> steps, ReadOnlySpan<double> seconds, ReadOnlySpan<double> values)
    {
        var best = Latest;
        for (var i = 0; i < steps.Length; i++)
        {
            // Nearly always the step alone decides.
            if (best is not { } old || steps[i] > old.Step
                || (steps[i] == old.Step && (seconds[i], values[i]).CompareTo((old.Seconds, old.Value)) >= 0))
            {
                best = (steps[i], seconds[i], values[i]);
            }
        }

        Latest = best;
    }

    private bool Take(ReadOnlySpan<JournalChunk> chunks, long step, Func<JournalChunk, SeriesColumn> read)
    {
        var isWhole = true;
        foreach (var chunk in chunks)
        {
            if (chunk.Last <= step)
            {
                Chunks.Add(chunk);
                continue;
            }

            isWhole = false;
            var left = chunk.First > step ? [] : read(chunk).Steps.FindAll(at => at <= step);
            if (left.Count > 0)
            {
                Chunks.Add(chunk with { First = left.Min(), Last = left.Max(), Kept = left.Count, Most = Math.Min(chunk.Most, step) });
            }
        }

        return isWhole;
    }

    private void Close(SeriesColumn? extremes)
    {
        Blocks.Add(BlockOf(_openFrom, extremes));
        _openFrom = Chunks.Count;
        Reopen();
    }

    private void Reopen()
    {
        _openCount = Chunks.Skip(_openFrom).Sum(chunk => (long)chunk.Kept);
        _open = _openFrom == Chunks.Count ? new SeriesColumn(Name) : null;
    }

    private JournalBlock BlockOf(int from, SeriesColumn? extremes)
    {
        var chunks = Chunks.Skip(from).ToList();
        return new JournalBlock(from, chunks.Count, chunks.Sum(chunk => (long)chunk.Kept), chunks.Min(chunk => chunk.First),
            chunks.Max(chunk => chunk.Last), extremes);
    }
}
