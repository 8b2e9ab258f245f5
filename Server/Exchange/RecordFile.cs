using System.Buffers.Binary;
using Hodl.Core.Runs;

namespace Hodl.Server.Exchange;

/// <summary>
/// TensorFlow's record files: for each record its length (uint64), the masked CRC-32C of those eight bytes, the bytes, and
/// their masked CRC-32C; all little-endian.
/// </summary>
public static class RecordFile
{
    private const long Longest = 256L << 20;

    /// <summary>Appends a record.</summary>
    public static void Write(Stream output, ReadOnlySpan<byte> record)
    {
        Span<byte> head = stackalloc byte[12];
        BinaryPrimitives.WriteUInt64LittleEndian(head, (ulong)record.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(head[8..], Crc32C.Masked(head[..8]));
        output.Write(head);
        output.Write(record);
        BinaryPrimitives.WriteUInt32LittleEndian(head, Crc32C.Masked(record));
        output.Write(head[..4]);
    }

    /// <summary>
    /// The records one after the other. A file that ends within a record, as one does that is still written, ends before it. A
    /// record whose bytes do not fit their checksum is left out; behind one whose length does not, nothing can be found.
    /// </summary>
    /// <param name="input">The file.</param>
    /// <param name="damaged">Told what is left out.</param>
    public static IEnumerable<byte[]> Read(Stream input, Action<InvalidImportException> damaged)
    {
        var head = new byte[12];
        for (var count = 1; input.ReadAtLeast(head, 12, throwOnEndOfStream: false) == 12; count++)
        {
            var length = BinaryPrimitives.ReadUInt64LittleEndian(head);
            if (BinaryPrimitives.ReadUInt32LittleEndian(head.AsSpan(8)) != Crc32C.Masked(head.AsSpan(0, 8)) || length > (ulong)Longest)
            {
                damaged(new InvalidImportException($"record {count}", Convert.ToHexString(head),
                    "a record whose length fits its checksum"));
                yield break;
            }

            if (input.CanSeek && (long)length > input.Length - input.Position)
            {
                yield break;
            }

            var record = new byte[length];
            var foot = new byte[4];
            if (input.ReadAtLeast(record, record.Length, throwOnEndOfStream: false) < record.Length
                || input.ReadAtLeast(foot, 4, throwOnEndOfStream: false) < 4)
            {
                yield break;
            }

            if (BinaryPrimitives.ReadUInt32LittleEndian(foot) == Crc32C.Masked(record))
            {
                yield return record;
            }
            else
            {
                damaged(new InvalidImportException($"record {count}", $"{length} bytes", "bytes that fit their checksum"));
            }
        }
    }
}
