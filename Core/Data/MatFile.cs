using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace Hodl.Core.Data;

/// <summary>MATLAB's .mat, version 5 to 7 (MAT-File Format, MathWorks, chapter 1): real numeric arrays and cells, compressed or not.</summary>
public static class MatFile
{
    private const int MostBytes = 1 << 28;
    private const int Deepest = 8;
    private const int Cell = 1, FirstNumeric = 6, LastNumeric = 15, Object = 17, Complex = 8;

    /// <summary>The variables of a file.</summary>
    /// <param name="file">The whole file.</param>
    /// <exception cref="InvalidDataException">The bytes are no such file, or a damaged one, or of version 7.3 (HDF5).</exception>
    public static IReadOnlyList<MatVariable> Read(byte[] file)
    {
        if (file.AsSpan().StartsWith("MATLAB 7.3"u8))
        {
            throw new InvalidDataException("it is of version 7.3 (HDF5); save it with -v7");
        }

        if (file.Length < 128 || !file.AsSpan(126, 2).SequenceEqual("IM"u8))
        {
            throw new InvalidDataException("it does not begin as a little-endian .mat file of version 5");
        }

        var variables = new List<MatVariable>();
        for (var at = 128; at < file.Length;)
        {
            var (type, data, next) = Element(file, at, padded: false);
            at = next;
            if (type == MatType.Compressed)
            {
                var inner = Inflate(file[data]);
                (type, data, _) = Element(inner, 0, padded: false);
                Add(inner, type, data);
            }
            else
            {
                Add(file, type, data);
            }
        }

        return variables;

        void Add(byte[] bytes, MatType type, Range data)
        {
            if (type == MatType.Matrix)
            {
                variables.Add(Matrix(bytes[data], depth: 0));
            }
        }
    }

    private static MatVariable Matrix(byte[] bytes, int depth)
    {
        if (depth > Deepest)
        {
            throw new InvalidDataException("its cells are nested too deeply");
        }

        if (bytes.Length == 0)
        {
            return new MatVariable("", new NumberArray([0, 0], []), null);  // an empty cell
        }

        var (_, flags, at) = Element(bytes, 0);
        var (kind, isComplex) = bytes[flags] is [var low, var high, ..] ? (low, (high & Complex) != 0)
            : throw new InvalidDataException("it has an array without flags");
        if (kind == Object)
        {
            // An object of MATLAB has its name where others have their sizes; nothing in it is a kernel.
            return new MatVariable(Encoding.ASCII.GetString(bytes[Element(bytes, at).Data]), null, null);
        }

        var (_, sizes, afterSizes) = Element(bytes, at);
        var shape = Array.ConvertAll(Numbers(bytes[sizes], MatType.Int32), value => (int)value);
        var count = NumberArray.Count(shape);
        var (_, name, afterName) = Element(bytes, afterSizes);
        var text = Encoding.ASCII.GetString(bytes[name]);
        if (kind == Cell)
        {
            var cells = new List<MatVariable>();
            for (at = afterName; cells.Count < count;)
            {
                var (_, cell, next) = Element(bytes, at);
                cells.Add(Matrix(bytes[cell], depth + 1));
                at = next;
            }

            return new MatVariable(text, null, cells);
        }

        if (kind is < FirstNumeric or > LastNumeric || isComplex)
        {
            return new MatVariable(text, null, null);
        }

        var (type, data, _) = Element(bytes, afterName);
        var values = Numbers(bytes[data], type);
        return values.Length != count
            ? throw new InvalidDataException($"{text} has {values.Length} numbers for [{string.Join(", ", shape)}]")
            : new MatVariable(text, NumberArray.FromColumns(shape, values), null);
    }

    /// <summary>The element at an offset: its type, where its bytes lie, and where the next one begins.</summary>
    private static (MatType Type, Range Data, int Next) Element(byte[] bytes, int at, bool padded = true)
    {
        if (at + 8 > bytes.Length)
        {
            throw new InvalidDataException("it ends within an element");
        }

        var tag = BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(at));
        if (tag >> 16 is var small and > 0)
        {
            return small > 4 ? throw new InvalidDataException("it has a damaged element") : ((MatType)(tag & 0xFFFF), (at + 4)..(at + 4 + (int)small), at + 8);
        }

        var length = BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(at + 4));
        var end = at + 8L + length;
        if (end > bytes.Length)
        {
            throw new InvalidDataException("it ends within an element");
        }

        return ((MatType)tag, (at + 8)..(int)end, (int)(padded ? Math.Min(bytes.Length, (end + 7) / 8 * 8) : end));
    }

    private static double[] Numbers(ReadOnlySpan<byte> bytes, MatType type)
    {
        var size = type switch
        {
            MatType.Int8 or MatType.UInt8 => 1,
            MatType.Int16 or MatType.UInt16 => 2,
            MatType.Int32 or MatType.UInt32 or MatType.Single => 4,
            MatType.Double or MatType.Int64 or MatType.UInt64 => 8,
            _ => throw new InvalidDataException($"it has numbers of the unknown type {(int)type}"),
        };
        var values = new double[bytes.Length / size];
        for (var i = 0; i < values.Length; i++)
        {
            var number = bytes.Slice(i * size, size);
            values[i] = type switch
            {
                MatType.Int8 => (sbyte)number[0],
                MatType.UInt8 => number[0],
                MatType.Int16 => BinaryPrimitives.ReadInt16LittleEndian(number),
                MatType.UInt16 => BinaryPrimitives.ReadUInt16LittleEndian(number),
                MatType.Int32 => BinaryPrimitives.ReadInt32LittleEndian(number),
                MatType.UInt32 => BinaryPrimitives.ReadUInt32LittleEndian(number),
                MatType.Single => BinaryPrimitives.ReadSingleLittleEndian(number),
                MatType.Int64 => BinaryPrimitives.ReadInt64LittleEndian(number),
                MatType.UInt64 => BinaryPrimitives.ReadUInt64LittleEndian(number),
                _ => BinaryPrimitives.ReadDoubleLittleEndian(number),
            };
        }

        return values;
    }

    private static byte[] Inflate(byte[] packed)
    {
        using var stream = new ZLibStream(new MemoryStream(packed), CompressionMode.Decompress);
        using var plain = new MemoryStream();
        var buffer = new byte[1 << 16];
        for (int read; (read = stream.Read(buffer)) > 0;)
        {
            plain.Write(buffer, 0, read);
            if (plain.Length > MostBytes)
            {
                throw new InvalidDataException("it unpacks to more than 256 MiB");
            }
        }

        return plain.ToArray();
    }
}
