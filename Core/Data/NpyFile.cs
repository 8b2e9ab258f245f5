using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Hodl.Core.Data;

/// <summary>NumPy's .npy, versions 1 to 3 (NEP 1), real numbers of any size in either byte order.</summary>
public static class NpyFile
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

        var start = file[6] == 1 ? 10 : 12;
        var length = file[6] == 1 ? BinaryPrimitives.ReadUInt16LittleEndian(file[8..]) : BinaryPrimitives.ReadUInt32LittleEndian(file[8..]);
        if (length > file.Length - start)
        {
            throw new InvalidDataException("it ends within its header");
        }

        var header = Encoding.UTF8.GetString(file.Slice(start, (int)length));
        var kind = Part(header, @"'descr':\s*'([^']*)'");
        var shape = Part(header, @"'shape':\s*\(([^)]*)\)").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Select(text => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : -1).ToArray();
        var count = NumberArray.Count(shape);
        var values = Numbers(file[(start + (int)length)..], kind, count);
        return header.Contains("'fortran_order': True", StringComparison.Ordinal) ? NumberArray.FromColumns(shape, values) : new NumberArray(shape, values);
    }

    private static double[] Numbers(ReadOnlySpan<byte> bytes, string kind, int count)
    {
        if (kind.Length < 3 || kind[0] is not ('<' or '>' or '|') || kind[1] is not ('f' or 'i' or 'u' or 'b'))
        {
            throw new InvalidDataException(kind.EndsWith('O') ? "it holds Python objects; save one array per file, or a .mat" : $"numbers of the kind {kind} are not read");
        }

        var size = kind[2] - '0';
        if (kind.Length != 3 || size is not (1 or 2 or 4 or 8) || bytes.Length < (long)count * size)
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

    private static string Part(string header, string pattern) =>
        Regex.Match(header, pattern) is { Success: true } match ? match.Groups[1].Value : throw new InvalidDataException("its header is damaged");
}
