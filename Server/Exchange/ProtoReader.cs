using System.Buffers.Binary;
using System.Text;

namespace Hodl.Server.Exchange;

/// <summary>Reads Protocol Buffers' wire format, field by field.</summary>
public ref struct ProtoReader(ReadOnlySpan<byte> bytes)
{
    private ReadOnlySpan<byte> rest = bytes;

    /// <summary>Number of the field just read.</summary>
    public int Field { get; private set; }

    /// <summary>Its wire type: 0 varint, 1 eight bytes, 2 length and bytes, 5 four bytes.</summary>
    public int Type { get; private set; }

    /// <summary>A varint, or the bits of four or eight bytes.</summary>
    public ulong Number { get; private set; }

    /// <summary>The bytes of wire type 2.</summary>
    public ReadOnlySpan<byte> Bytes { get; private set; }

    /// <summary>The bytes as text.</summary>
    public readonly string Text => Encoding.UTF8.GetString(Bytes);

    /// <summary>The number as a double, or as a float made double.</summary>
    public readonly double Real => Type == 5 ? BitConverter.Int32BitsToSingle((int)Number) : BitConverter.Int64BitsToDouble((long)Number);

    /// <summary>Reads the next field.</summary>
    /// <returns>False at the end.</returns>
    /// <exception cref="InvalidImportException">This is no such message.</exception>
    public bool Next()
    {
        if (rest.IsEmpty)
        {
            return false;
        }

        var key = Varint();
        (Field, Type) = ((int)(key >> 3), (int)(key & 7));
        switch (Type)
        {
            case 0:
                Number = Varint();
                break;
            case 1:
                Number = BinaryPrimitives.ReadUInt64LittleEndian(Take(8));
                break;
            case 2:
                Bytes = Take((long)Math.Min(Varint(), long.MaxValue));
                break;
            case 5:
                Number = BinaryPrimitives.ReadUInt32LittleEndian(Take(4));
                break;
            default:
                throw Wrong();
        }

        return true;
    }

    private static InvalidImportException Wrong() => new("a record", "its bytes", "an event of TensorBoard");

    private ReadOnlySpan<byte> Take(long count)
    {
        if (count < 0 || count > rest.Length)
        {
            throw Wrong();
        }

        var taken = rest[..(int)count];
        rest = rest[(int)count..];
        return taken;
    }

    private ulong Varint()
    {
        var value = 0UL;
        for (var shift = 0; shift < 64; shift += 7)
        {
            var next = Take(1)[0];
            value |= (ulong)(next & 0x7f) << shift;
            if (next < 0x80)
            {
                return value;
            }
        }

        throw Wrong();
    }
}
