using System.Buffers.Binary;
using System.Text;

namespace Hodl.Server.Exchange;

/// <summary>
/// A table of FlatBuffers' binary format, in which Arrow writes what it says about its data. The bytes are a stranger's: every
/// place is held against their length before it is read.
/// </summary>
/// <param name="bytes">The whole message.</param>
/// <param name="at">Where the table begins.</param>
internal readonly ref struct FlatTable(ReadOnlySpan<byte> bytes, long at)
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly ReadOnlySpan<byte> all = bytes;
    private readonly long start = at;

    /// <summary>The table with which a message begins.</summary>
    /// <exception cref="InvalidImportException">This is no such message.</exception>
    public static FlatTable Root(ReadOnlySpan<byte> bytes) => new(bytes, BinaryPrimitives.ReadUInt32LittleEndian(Slice(bytes, 0, 4)));

    /// <summary>Whether the field was written.</summary>
    public bool Has(int field) => Place(field) != 0;

    /// <summary>A byte; 0 where it was not written.</summary>
    public byte Byte(int field) => Place(field) is > 0 and var place ? Slice(all, place, 1)[0] : (byte)0;

    /// <summary>16 bits; 0 where they were not written.</summary>
    public short Int16(int field) => Place(field) is > 0 and var place ? BinaryPrimitives.ReadInt16LittleEndian(Slice(all, place, 2)) : (short)0;

    /// <summary>32 bits; 0 where they were not written.</summary>
    public int Int32(int field) => Place(field) is > 0 and var place ? BinaryPrimitives.ReadInt32LittleEndian(Slice(all, place, 4)) : 0;

    /// <summary>64 bits; 0 where they were not written.</summary>
    public long Int64(int field) => Place(field) is > 0 and var place ? BinaryPrimitives.ReadInt64LittleEndian(Slice(all, place, 8)) : 0;

    /// <summary>A table within.</summary>
    /// <exception cref="InvalidImportException">It was not written.</exception>
    public FlatTable Table(int field) => Place(field) is > 0 and var place ? new(all, Target(place)) : throw Damaged();

    /// <summary>A text; empty where it was not written.</summary>
    public string Text(int field) => Utf8(Vector(field, 1));

    /// <summary>The elements of a vector one after the other; none where it was not written.</summary>
    /// <param name="field">The field.</param>
    /// <param name="size">Bytes of an element.</param>
    public ReadOnlySpan<byte> Vector(int field, int size)
    {
        if (Place(field) is not (> 0 and var place))
        {
            return [];
        }

        var vector = Target(place);
        return Slice(all, vector + 4, (long)BinaryPrimitives.ReadUInt32LittleEndian(Slice(all, vector, 4)) * size);
    }

    /// <summary>A table of a vector of tables.</summary>
    public FlatTable Table(int field, int index)
    {
        var vector = Target(Place(field));
        return new(all, Target(vector + 4 + (4L * index)));
    }

    /// <summary>Text of bytes.</summary>
    /// <exception cref="InvalidImportException">They are no UTF-8.</exception>
    public static string Utf8(ReadOnlySpan<byte> bytes)
    {
        try
        {
            return Strict.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            throw new InvalidImportException("a text", Convert.ToHexString(bytes[..Math.Min(bytes.Length, 32)]), "UTF-8");
        }
    }

    /// <summary>Some of the bytes.</summary>
    /// <exception cref="InvalidImportException">They do not reach so far.</exception>
    public static ReadOnlySpan<byte> Slice(ReadOnlySpan<byte> bytes, long from, long count) =>
        from >= 0 && count >= 0 && from <= bytes.Length - count ? bytes.Slice((int)from, (int)count) : throw Damaged();

    private static InvalidImportException Damaged() => new("the file", "its description", "Arrow's IPC file format, undamaged");

    // Where the field's value lies; 0 where it was not written.
    private long Place(int field)
    {
        var fields = start - BinaryPrimitives.ReadInt32LittleEndian(Slice(all, start, 4));
        var slot = 4 + (2 * field);
        if (slot + 2 > BinaryPrimitives.ReadUInt16LittleEndian(Slice(all, fields, 2)))
        {
            return 0;
        }

        var offset = BinaryPrimitives.ReadUInt16LittleEndian(Slice(all, fields + slot, 2));
        return offset == 0 ? 0 : start + offset;
    }

    private long Target(long place) => place + BinaryPrimitives.ReadUInt32LittleEndian(Slice(all, place, 4));
}
