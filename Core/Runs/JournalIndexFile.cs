using System.Runtime.InteropServices;
using System.Text.Json;

namespace Hodl.Core.Runs;

/// <summary>The index of a long journal, kept in a file beside it, so that a restart need not read the journal again.</summary>
internal static class JournalIndexFile
{
    private const int Version = 1;
    private const uint Mark = 0x584A48F7;

    /// <summary>Writes the index.</summary>
    public static void Write(string path, JournalIndex index)
    {
        using var bytes = new MemoryStream();
        using var to = new BinaryWriter(bytes);
        to.Write(Mark);
        to.Write(Version);
        to.Write(index.Through);
        to.Write(index.Guard);
        to.Write(index.Sequence);
        to.Write(index.LastImage);
        to.Write(JsonSerializer.Serialize(new Facts(index.Attempt, index.Progress, index.End, index.Damages), RunJson.Options));
        to.Write(index.Series.Count);
        foreach (var series in index.Series)
        {
            Write(to, series);
        }

        foreach (var kind in Enum.GetValues<JournalKind>())
        {
            var entries = index.Of(kind);
            to.Write(entries.Count);
            to.Write(MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(entries)));
        }

        to.Write(Crc32C.Of(bytes.GetBuffer().AsSpan(0, (int)bytes.Length)));
        Disk.Write(path, bytes.GetBuffer().AsSpan(0, (int)bytes.Length));
    }

    /// <summary>The kept index; null when there is none, or none that is good.</summary>
    public static JournalIndex? Read(string path)
    {
        try
        {
            var bytes = File.ReadAllBytes(path);
            if (bytes.Length < 40 || Crc32C.Of(bytes.AsSpan(..^4)) != BitConverter.ToUInt32(bytes.AsSpan(^4..)))
            {
                return null;
            }

            using var from = new BinaryReader(new MemoryStream(bytes));
            return from.ReadUInt32() != Mark || from.ReadInt32() != Version ? null : Read(from);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or JsonException)
        {
            // It can be built again.
            return null;
        }
    }

    private static JournalIndex Read(BinaryReader from)
    {
        var index = new JournalIndex
        {
            Through = from.ReadInt64(),
            Guard = from.ReadUInt32(),
            Sequence = from.ReadInt64(),
            LastImage = from.ReadInt64()
        };
        var facts = JsonSerializer.Deserialize<Facts>(from.ReadString(), RunJson.Options)!;
        (index.Attempt, index.Progress, index.End) = (facts.Attempt, facts.Progress, facts.End);
        index.Damages.AddRange(facts.Damages);
        for (var count = from.ReadInt32(); count > 0; count--)
        {
            ReadSeries(from, index.Named(from.ReadString()));
        }

        foreach (var kind in Enum.GetValues<JournalKind>())
        {
            index.Of(kind).AddRange(Structs<JournalEntry>(from));
        }

        return index;
    }

    private static void Write(BinaryWriter to, JournalSeries series)
    {
        to.Write(series.Name);
        to.Write(series.Latest is null ? 0 : 1);
        to.Write(series.Latest?.Step ?? 0);
        to.Write(BitConverter.DoubleToInt64Bits(series.Latest?.Seconds ?? 0));
        to.Write(BitConverter.DoubleToInt64Bits(series.Latest?.Value ?? 0));
        to.Write(series.Chunks.Count);
        to.Write(MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(series.Chunks)));
        to.Write(series.Blocks.Count);
        foreach (var block in series.Blocks)
        {
            to.Write(block.FirstChunk);
            to.Write(block.Chunks);
            to.Write(block.Count);
            to.Write(block.First);
            to.Write(block.Last);
            to.Write(block.Extremes?.Steps.Count ?? -1);
            if (block.Extremes is { } extremes)
            {
                to.Write(MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(extremes.Steps)));
                to.Write(MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(extremes.Seconds)));
                to.Write(MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(extremes.Values)));
            }
        }
    }

    private static void ReadSeries(BinaryReader from, JournalSeries series)
    {
        var any = from.ReadInt32() != 0;
        var latest = (from.ReadInt64(), BitConverter.Int64BitsToDouble(from.ReadInt64()), BitConverter.Int64BitsToDouble(from.ReadInt64()));
        var chunks = Structs<JournalChunk>(from);
        var blocks = new JournalBlock[from.ReadInt32()];
        for (var i = 0; i < blocks.Length; i++)
        {
            var (first, count, points, low, high, extremes) = (from.ReadInt32(), from.ReadInt32(), from.ReadInt64(), from.ReadInt64(),
                from.ReadInt64(), from.ReadInt32());
            SeriesColumn? column = null;
            if (extremes >= 0)
            {
                column = new SeriesColumn(series.Name);
                column.Steps.AddRange(Structs<long>(from, extremes));
                column.Seconds.AddRange(Structs<double>(from, extremes));
                column.Values.AddRange(Structs<double>(from, extremes));
            }

            blocks[i] = new JournalBlock(first, count, points, low, high, column);
        }

        series.Restore(chunks, blocks, any ? latest : null);
    }

    private static T[] Structs<T>(BinaryReader from)
        where T : unmanaged => Structs<T>(from, from.ReadInt32());

    private static T[] Structs<T>(BinaryReader from, int count)
        where T : unmanaged
    {
        var values = new T[count];
        from.BaseStream.ReadExactly(MemoryMarshal.AsBytes(values.AsSpan()));
        return values;
    }

    private sealed record Facts(RunAttempt? Attempt, JournalProgress Progress, RunEnd? End, IReadOnlyList<JournalDamage> Damages);
}
