using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Hodl.Core.Runs;

/// <content>Points.</content>
public sealed partial class RunJournal
{
    /// <summary>Names of the series that have points, in the order in which they appeared.</summary>
    public IReadOnlyList<string> Series() =>
        Look<IReadOnlyList<string>>(index => [.. index.Series.Where(series => series.Count > 0).Select(series => series.Name)]);

    /// <summary>
    /// Points of a series with <paramref name="from"/> ≤ step ≤ <paramref name="to"/>. When there are more than
    /// <paramref name="maxPoints"/> (0: no limit) they are thinned to at most so many: first and last, and of every
    /// stretch its lowest, its highest and its first non-finite point, each bit for bit as recorded.
    /// </summary>
    public SeriesData Read(string series, int maxPoints = 0, long from = long.MinValue, long to = long.MaxValue) =>
        Look(index => Read(index, series, maxPoints, from, to));

    /// <summary>The given series (all when empty) as of one moment, with the numbers of its attempt and its last batch.</summary>
    public (int Attempt, long Sequence, IReadOnlyList<SeriesData> Series) History(IReadOnlyList<string> series, int maxPoints, long from,
        long to) => Look<(int, long, IReadOnlyList<SeriesData>)>(index =>
    {
        var names = series.Count > 0 ? series : [.. index.Series.Where(one => one.Count > 0).Select(one => one.Name)];
        return (index.Attempt?.Number ?? 0, index.Sequence, [.. names.Select(name => Read(index, name, maxPoints, from, to))]);
    });

    /// <summary>Points of the batches after <paramref name="sequence"/>, one entry a batch.</summary>
    public IReadOnlyList<(long Sequence, IReadOnlyList<SeriesColumn> Series)> After(long sequence) =>
        Look<IReadOnlyList<(long, IReadOnlyList<SeriesColumn>)>>(index =>
    {
        var later = new List<(JournalChunk Chunk, string Name)>();
        foreach (var series in index.Series)
        {
            for (var i = series.Chunks.Count - 1; i >= 0 && series.Chunks[i].Frame.Sequence > sequence; i--)
            {
                later.Add((series.Chunks[i], series.Name));
            }
        }

        return [.. later.OrderBy(one => one.Chunk.Frame.Offset).GroupBy(one => one.Chunk.Frame.Sequence)
            .Select(batch => (batch.Key, (IReadOnlyList<SeriesColumn>)[.. batch.Select(one => Points(one.Chunk))]))];
    });

    /// <summary>Every point of a series, chunk by chunk in the order of recording, so that a long one need not lie in memory at
    /// once.</summary>
    public void Visit(string series, Action<SeriesColumn> each)
    {
        var chunks = Look(index => index.Find(series)?.Chunks.ToArray() ?? []);
        foreach (var chunk in chunks)
        {
            each(Look(_ => Points(chunk)));
        }
    }

    private SeriesData Read(JournalIndex index, string name, int maxPoints, long from, long to)
    {
        if (index.Find(name) is not { } series)
        {
            return new SeriesData(name, [], [], [], 0);
        }

        var blocks = series.Blocks.Where(block => block.Last >= from && block.First <= to).ToList();
        var loose = series.Chunks.Skip(series.Loose).Where(chunk => chunk.Last >= from && chunk.First <= to).ToList();
        var about = blocks.Sum(block => block.Count) + loose.Sum(chunk => (long)chunk.Kept);
        // Up to so many points every one is looked at; of more, the extremes of each block stand for it.
        var thin = maxPoints > 0 && about > (long)SeriesColumn.Stretch * maxPoints;
        var all = new PointArrays(thin ? 0 : about);
        foreach (var block in blocks)
        {
            if (thin && block.Extremes is { } extremes && block.First >= from && block.Last <= to)
            {
                all.Add(extremes);
                all.Total += block.Count;
                continue;
            }

            for (var i = block.FirstChunk; i < block.FirstChunk + block.Chunks; i++)
            {
                AddChunk(all, series.Chunks[i], from, to);
            }
        }

        loose.ForEach(chunk => AddChunk(all, chunk, from, to));
        return all.ToData(name, maxPoints);
    }

    private void AddChunk(PointArrays all, JournalChunk chunk, long from, long to)
    {
        if (chunk.Last < from || chunk.First > to)
        {
            return;
        }

        if (!chunk.IsWhole || chunk.First < from || chunk.Last > to)
        {
            var points = Points(chunk);
            for (var i = 0; i < points.Steps.Count; i++)
            {
                if (points.Steps[i] >= from && points.Steps[i] <= to)
                {
                    all.Add(points.Steps[i], points.Seconds[i], points.Values[i]);
                    all.Total++;
                }
            }

            return;
        }

        // Straight into the arrays that are handed out: a long series is copied once.
        var (steps, seconds, values) = all.Take(chunk.Count);
        if (Read(chunk, MemoryMarshal.AsBytes(steps), MemoryMarshal.AsBytes(seconds), MemoryMarshal.AsBytes(values)))
        {
            JournalPayload.ToHost(steps);
            JournalPayload.ToHost(MemoryMarshal.Cast<double, long>(seconds));
            JournalPayload.ToHost(MemoryMarshal.Cast<double, long>(values));
            all.Total += chunk.Count;
        }
        else
        {
            all.GiveBack(chunk.Count);
        }
    }

    private bool Read(JournalChunk chunk, Span<byte> steps, Span<byte> seconds, Span<byte> values)
    {
        var frame = chunk.Frame;
        var head = new byte[JournalFrame.HeaderBytes + chunk.Skip];
        Span<byte> trailer = stackalloc byte[JournalFrame.TrailerBytes];
        var isThere = ReadAll(head, frame.Offset)
            && ReadAll(steps, chunk.Points)
            && ReadAll(seconds, chunk.Points + steps.Length)
            && ReadAll(values, chunk.Points + steps.Length + seconds.Length)
            && ReadAll(trailer, frame.End - JournalFrame.TrailerBytes);
        var crc = ~Crc32C.Add(Crc32C.Add(Crc32C.Add(Crc32C.Add(uint.MaxValue, head), steps), seconds), values);
        if (isThere && crc == BinaryPrimitives.ReadUInt32LittleEndian(trailer))
        {
            return true;
        }

        NoteDamage(frame);
        return false;
    }

    // The points of a chunk that count; none when it was damaged since it was taken in.
    private SeriesColumn Points(JournalChunk chunk)
    {
        if (Payload(chunk.Frame) is not { } payload)
        {
            return new SeriesColumn("");
        }

        var all = JournalCodec.Points(payload);
        if (chunk.IsWhole)
        {
            return all;
        }

        var kept = new SeriesColumn(all.Name);
        for (var i = 0; i < all.Steps.Count; i++)
        {
            if (all.Steps[i] <= chunk.Most)
            {
                kept.Add(all.Steps[i], all.Seconds[i], all.Values[i]);
            }
        }

        return kept;
    }
}
