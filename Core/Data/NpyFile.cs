using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Hodl.Core.Data;

/// <summary>NumPy's .npy, versions 1 to 3 (NEP 1), real numbers of any size in either byte order.</summary>
public static partial class NpyFile
{
    /// <summary>The array of a file.</summary>
    /// <param name="file">The whole file.</param>
    /// <exception cref="InvalidDataException">The bytes are no such file, or a damaged one, or hold Python objects.</exception>
    public static NumberArray Read(ReadOnlySpan<byte> file)
    {
        if (file.Length < 12 || file[0] != 0x93 || !file[1..].StartsWith("NUMPY"u8))
        {
            throw new InvalidDataException("it does not begin as an .npy file");
        }

        if (file[6] is < 1 or > 3)
        {
            throw new InvalidDataException($"it is of version {file[6]}.{file[7]}, which numpy does not know");
        }

        var start = file[6] == 1 ? 10 : 12;
        var length = file[6] == 1 ? BinaryPrimitives.ReadUInt16LittleEndian(file[8..]) : BinaryPrimitives.ReadUInt32LittleEndian(file[8..]);
        if (length > file.Length - start)
        {
            throw new InvalidDataException("it ends within its header");
        }

        var header = Encoding.UTF8.GetString(file.Slice(start, (int)length));
        if (DescrOf().Match(header) is not { Success: true } descr || Order().Match(header) is not { Success: true } order || ShapeOf()
            .Match(header) is not { Success: true } sizes)
        {
            throw new InvalidDataException(Structured().IsMatch(header)
                ? "it holds records of several fields; save one array of numbers per file"
                : $"its header is damaged: {header.Trim()}");
        }

        // Python 2 wrote 3L.
        var shape = sizes.Groups[1].Value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Select(text => int.TryParse(text.TrimEnd('L'), NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : -1)
                .ToArray();
        var count = NumberArray.Count(shape);
        if (count == 0)
        {
            throw new InvalidDataException($"its array of shape [{string.Join(", ", shape)}] is empty");
        }

        var values = Numbers(file[(start + (int)length)..], Kind(descr.Groups[1].Value), count);
        return order.Groups[1].Value == "True" ? NumberArray.FromColumns(shape, values) : new NumberArray(shape, values);
    }

    // As numpy's dtype reads it: the native order may be left out or be "=", and types have names.
    private static string Kind(string text)
    {
        if (text.Contains('O', StringComparison.Ordinal))
        {
            throw new InvalidDataException("it holds Python objects; save one array per file, or a .mat");
        }

        var (order, rest) = text is ['<' or '>' or '|' or '=', ..] ? (text[0], text[1..]) : ('<', text);
        var known = rest switch
        {
            "float16" or "half" or "e" => "f2",
            "float32" or "single" or "f" => "f4",
            "float64" or "double" or "float" or "d" => "f8",
            "bool" or "?" => "b1",
            "int8" or "b" => "i1",
            "int16" or "h" => "i2",
            "int32" or "i" => "i4",
            "int64" or "q" or "int" => "i8",
            "uint8" or "B" => "u1",
            "uint16" or "H" => "u2",
            "uint32" or "I" => "u4",
            "uint64" or "Q" => "u8",
            "f2" or "f4" or "f8" or "i1" or "i2" or "i4" or "i8" or "u1" or "u2" or "u4" or "u8" or "b1" => rest,
            _ => throw new InvalidDataException($"numbers of the kind {text} are not read"),
        };
        return (order == '>' ? ">" : "<") + known;
    }

    private static double[] Numbers(ReadOnlySpan<byte> bytes, string kind, int count)
    {
        var size = kind[2] - '0';
        if (bytes.Length < (long)count * size)
        {
            throw new InvalidDataException($"{bytes.Length} bytes are no {count} numbers of the kind {kind}");
        }

        var values = new double[count];
        Span<byte> number = stackalloc byte[8];
        for (var i = 0; i < count; i++)
        {
            bytes.Slice(i * size, size).CopyTo(number);
            if (kind[0] == '>')
            {
                number[..size].Reverse();
            }

            values[i] = (kind[1], size) switch
            {
                ('f', 2) => (double)BinaryPrimitives.ReadHalfLittleEndian(number),
                ('f', 4) => BinaryPrimitives.ReadSingleLittleEndian(number),
                ('f', 8) => BinaryPrimitives.ReadDoubleLittleEndian(number),
                ('i', 1) => (sbyte)number[0],
                ('i', 2) => BinaryPrimitives.ReadInt16LittleEndian(number),
                ('i', 4) => BinaryPrimitives.ReadInt32LittleEndian(number),
                ('i', 8) => BinaryPrimitives.ReadInt64LittleEndian(number),
                (_, 1) => number[0],
                ('u', 2) => BinaryPrimitives.ReadUInt16LittleEndian(number),
                ('u', 4) => BinaryPrimitives.ReadUInt32LittleEndian(number),
                ('u', 8) => BinaryPrimitives.ReadUInt64LittleEndian(number),
                _ => throw new InvalidDataException($"numbers of the kind {kind} are not read"),
            };
        }

        return values;
    }

    // numpy reads any Python literal with these keys: blanks, quotes and order are free.
    [GeneratedRegex("""['"]descr['"]\s*:\s*['"]([^'"]*)['"]""")]
    private static partial Regex DescrOf();

    [GeneratedRegex("""['"]fortran_order['"]\s*:\s*(True|False)\b""")]
    private static partial Regex Order();

    [GeneratedRegex("""['"]shape['"]\s*:\s*\(([^)]*)\)""")]
    private static partial Regex ShapeOf();

    [GeneratedRegex("""['"]descr['"]\s*:\s*[\[(]""")]
    private static partial Regex Structured();
}
