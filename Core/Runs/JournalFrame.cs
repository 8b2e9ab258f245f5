using System.Buffers.Binary;

namespace Hodl.Core.Runs;

/// <summary>
/// A frame of a run's journal, little-endian: mark (4 bytes), kind (1), zeros (3), sequence (8), length of the payload (4),
/// bytes of its batch that follow this frame (4), payload, CRC-32C over all of that (4).
/// </summary>
/// <param name="Offset">Where the frame begins in the file.</param>
/// <param name="Kind">What it holds.</param>
/// <param name="Sequence">Number of its batch; never falls.</param>
/// <param name="Length">Bytes of the payload.</param>
/// <param name="Rest">Bytes of its batch that follow this frame.</param>
public readonly record struct JournalFrame(long Offset, JournalKind Kind, long Sequence, int Length, int Rest)
{
    /// <summary>Begins every frame, so that a reader finds the next one behind damage.</summary>
    public const uint Mark = 0x4C4A48F7;

    /// <summary>Bytes before the payload.</summary>
    public const int HeaderBytes = 24;

    /// <summary>Bytes behind the payload.</summary>
    public const int TrailerBytes = 4;

    /// <summary>The longest payload; a frame that claims more is damaged.</summary>
    public const int MostPayload = 1 << 28;

    /// <summary>Where the payload begins.</summary>
    public long Payload => Offset + HeaderBytes;

    /// <summary>Where the next frame begins.</summary>
    public long End => Offset + HeaderBytes + Length + TrailerBytes;

    /// <summary>Where the batch of this frame ends.</summary>
    public long BatchEnd => End + Rest;

    /// <summary>The frame whose header these bytes are; null when they are none.</summary>
    public static JournalFrame? Read(ReadOnlySpan<byte> header, long offset)
    {
        if (header.Length < HeaderBytes || BinaryPrimitives.ReadUInt32LittleEndian(header) != Mark)
        {
            return null;
        }

        var length = BinaryPrimitives.ReadInt32LittleEndian(header[16..]);
        var rest = BinaryPrimitives.ReadInt32LittleEndian(header[20..]);
        return length is < 0 or > MostPayload || rest < 0 ? null
            : new JournalFrame(offset, (JournalKind)header[4], BinaryPrimitives.ReadInt64LittleEndian(header[8..]), length, rest);
    }

    /// <summary>Whether the checksum behind a frame's bytes is theirs.</summary>
    public static bool IsGood(ReadOnlySpan<byte> frame) =>
        Crc32C.Of(frame[..^TrailerBytes]) == BinaryPrimitives.ReadUInt32LittleEndian(frame[^TrailerBytes..]);

    /// <summary>Writes the header.</summary>
    public static void Write(Span<byte> header, JournalKind kind, long sequence, int length, int rest)
    {
        header[..HeaderBytes].Clear();
        BinaryPrimitives.WriteUInt32LittleEndian(header, Mark);
        header[4] = (byte)kind;
        BinaryPrimitives.WriteInt64LittleEndian(header[8..], sequence);
        BinaryPrimitives.WriteInt32LittleEndian(header[16..], length);
        BinaryPrimitives.WriteInt32LittleEndian(header[20..], rest);
    }
}
