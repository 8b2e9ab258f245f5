using System.Buffers.Binary;

namespace Hodl.Server.Exchange;

/// <summary>
/// Reads Arrow's IPC file format. Apache.Arrow trusts what a file says of itself (a wrong place of a text ends the process or
/// shows foreign memory), so that strangers' files are read here: every place, length and type is checked before it is used.
/// </summary>
internal static class ArrowFile
{
    private const int BlockBytes = 24, PairBytes = 16, RecordBatch = 3;
    private static readonly byte[] Mark = "ARROW1"u8.ToArray();

    /// <summary>The batches, each as its number of rows and its columns by name.</summary>
    /// <exception cref="InvalidImportException">It is no such file, damaged, or compressed.</exception>
    public static IEnumerable<(int Rows, IReadOnlyDictionary<string, ArrowColumn> Columns)> Read(Stream input)
    {
        var (footer, end) = Footer(input);
        var fields = Fields(footer);
        var free = 0L;
        foreach (var (at, head, body) in Blocks(footer))
        {
            // Blocks lie one behind the other: a footer that names one block a thousand times would make a thousand of it.
            if (at < free || head < 8 || body < 0 || head > end - at || body > end - at - head)
            {
                throw new InvalidImportException("a batch", $"{head} + {body} bytes at {at}", $"bytes between {free} and {end}");
            }

            free = at + head + body;
            yield return Batch(Bytes(input, at, head), Bytes(input, at + head, body), fields);
        }
    }

    private static (byte[] Footer, long End) Footer(Stream input)
    {
        var tail = Mark.Length + 4;
        if (input.Length < 8 + tail || !Bytes(input, 0, Mark.Length).AsSpan().SequenceEqual(Mark))
        {
            throw new InvalidImportException("the file", $"{input.Length} bytes", "Arrow's IPC file format");
        }

        var last = Bytes(input, input.Length - tail, tail);
        var length = BinaryPrimitives.ReadInt32LittleEndian(last);
        var end = input.Length - tail - length;
        return length > 0 && end >= 8 && last.AsSpan(4).SequenceEqual(Mark)
            ? (Bytes(input, end, length), end)
            : throw new InvalidImportException("the file's end", Convert.ToHexString(last), "that of an Arrow file which was written to its end");
    }

    private static List<ArrowField> Fields(byte[] footer)
    {
        var schema = FlatTable.Root(footer).Table(1);
        if (schema.Int16(0) != 0)
        {
            throw new InvalidImportException("the file", "big-endian", "little-endian numbers");
        }

        var fields = new List<ArrowField>();
        for (var i = 0; i < schema.Vector(1, 4).Length / 4; i++)
        {
            fields.Add(ArrowField.Of(schema.Table(1, i)));
        }

        return fields;
    }

    private static List<(long At, int Head, long Body)> Blocks(byte[] footer)
    {
        var blocks = FlatTable.Root(footer).Vector(3, BlockBytes);
        var found = new List<(long, int, long)>();
        for (; blocks.Length > 0; blocks = blocks[BlockBytes..])
        {
            found.Add((BinaryPrimitives.ReadInt64LittleEndian(blocks), BinaryPrimitives.ReadInt32LittleEndian(blocks[8..]),
                BinaryPrimitives.ReadInt64LittleEndian(blocks[16..])));
        }

        return found;
    }

    private static (int Rows, IReadOnlyDictionary<string, ArrowColumn> Columns) Batch(byte[] head, byte[] body, List<ArrowField> fields)
    {
        // A mark and the length stand before the message; files of before 2019 have the length only.
        var message = FlatTable.Root(head.AsSpan(BinaryPrimitives.ReadInt32LittleEndian(head) == -1 ? 8 : 4));
        if (message.Byte(1) != RecordBatch)
        {
            throw new InvalidImportException("a batch", $"a message of the kind {message.Byte(1)}", "a record batch");
        }

        var batch = message.Table(2);
        if (batch.Has(3))
        {
            throw new InvalidImportException("the file", "compressed", "an uncompressed file (pandas: to_feather(…, compression=\"uncompressed\"))");
        }

        var rows = batch.Int64(0);
        var nodes = batch.Vector(1, PairBytes);
        var places = batch.Vector(2, PairBytes);
        if (rows is < 0 or > int.MaxValue / 8 || nodes.Length != PairBytes * fields.Count || places.Length != PairBytes * fields.Sum(field => field.Buffers))
        {
            throw new InvalidImportException("a batch", $"{rows} rows, {nodes.Length / PairBytes} columns", $"the {fields.Count} columns of the file's schema");
        }

        var columns = new Dictionary<string, ArrowColumn>();
        var next = 0;
        for (var i = 0; i < fields.Count; i++)
        {
            if (BinaryPrimitives.ReadInt64LittleEndian(nodes[(PairBytes * i)..]) != rows)
            {
                throw new InvalidImportException(fields[i].Name, "another number of rows", $"the {rows} rows of its batch");
            }

            if (fields[i].Type is ArrowType.Int64 or ArrowType.Float64 or ArrowType.Utf8)
            {
                var buffers = new List<ReadOnlyMemory<byte>>();
                for (var buffer = next; buffer < next + fields[i].Buffers; buffer++)
                {
                    buffers.Add(Buffer(body, places[(PairBytes * buffer)..]));
                }

                columns.TryAdd(fields[i].Name, new ArrowColumn(fields[i], (int)rows, buffers));
            }

            next += fields[i].Buffers;
        }

        return ((int)rows, columns);
    }

    private static ReadOnlyMemory<byte> Buffer(byte[] body, ReadOnlySpan<byte> place)
    {
        var (at, length) = (BinaryPrimitives.ReadInt64LittleEndian(place), BinaryPrimitives.ReadInt64LittleEndian(place[8..]));
        return at >= 0 && length >= 0 && at <= body.Length - length ? body.AsMemory((int)at, (int)length)
            : throw new InvalidImportException("a buffer", $"{length} bytes at {at}", $"bytes within its batch of {body.Length}");
    }

    private static byte[] Bytes(Stream input, long at, long count)
    {
        if (count > Array.MaxLength)
        {
            throw new InvalidImportException("a batch", $"{count} bytes", "at most 2 GiB");
        }

        var bytes = new byte[count];
        input.Position = at;
        input.ReadExactly(bytes);
        return bytes;
    }
}
