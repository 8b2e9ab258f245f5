using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace Hodl.Server.Exchange;

/// <summary>Writes Protocol Buffers' wire format, field by field.</summary>
public sealed class ProtoWriter
{
    private readonly ArrayBufferWriter<byte> bytes = new();

    /// <summary>What was written.</summary>
    public byte[] ToArray() => bytes.WrittenSpan.ToArray();

    /// <summary>A whole number as varint (wire type 0).</summary>
    public ProtoWriter Varint(int field, long value)
    {
        Raw((uint)field << 3);
        Raw((ulong)value);
        return this;
    }

    /// <summary>A double (wire type 1).</summary>
    public ProtoWriter Fixed64(int field, double value)
    {
        Span<byte> buffer = stackalloc byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(buffer, BitConverter.DoubleToInt64Bits(value));
        Raw(((uint)field << 3) | 1);
        bytes.Write(buffer);
        return this;
    }

    /// <summary>Bytes, a text or a message (wire type 2).</summary>
    public ProtoWriter Bytes(int field, ReadOnlySpan<byte> value)
    {
        Raw(((uint)field << 3) | 2);
        Raw((ulong)value.Length);
        bytes.Write(value);
        return this;
    }

    /// <summary>A text in UTF-8.</summary>
    public ProtoWriter Text(int field, string value) => Bytes(field, Encoding.UTF8.GetBytes(value));

    /// <summary>A message within.</summary>
    public ProtoWriter Message(int field, ProtoWriter message) => Bytes(field, message.ToArray());

    private void Raw(ulong value)
    {
        while (value >= 0x80)
        {
            bytes.Write([(byte)(value | 0x80)]);
            value >>= 7;
        }

        bytes.Write([(byte)value]);
    }
}
