using System.Buffers.Binary;

namespace Hodl.Server.Exchange;

/// <summary>A column of a batch. Its buffers were held against its length when it was made, so that no row reads past them.</summary>
internal sealed class ArrowColumn
{
    private readonly ReadOnlyMemory<byte> valid;
    private readonly ReadOnlyMemory<byte> places;
    private readonly ReadOnlyMemory<byte> values;
    private (int From, int To, string Text) last = (0, 0, "");

    /// <param name="field">Its name and type.</param>
    /// <param name="rows">How many rows it has.</param>
    /// <param name="buffers">Which rows have a value (empty: all have), then the values, or their places and then their bytes.</param>
    /// <exception cref="InvalidImportException">The buffers are too short, or places lie outside of the bytes.</exception>
    public ArrowColumn(ArrowField field, int rows, IReadOnlyList<ReadOnlyMemory<byte>> buffers)
    {
        (Type, valid, values) = (field.Type, buffers[0], buffers[^1]);
        Need(field, valid.Length, valid.IsEmpty ? 0 : (rows + 7L) / 8);
        if (field.Type != ArrowType.Utf8)
        {
            Need(field, values.Length, 8L * rows);
            return;
        }

        places = buffers[1];
        Need(field, places.Length, rows == 0 ? 0 : 4L * (rows + 1L));
        for (var row = 0; row < rows; row++)
        {
            var (from, to) = (Place(row), Place(row + 1));
            if (from < 0 || to < from || to > values.Length)
            {
                throw new InvalidImportException($"{field.Name}, row {row + 1}", $"bytes {from} … {to}", $"places within its {values.Length} bytes");
            }
        }
    }

    /// <summary>Its type.</summary>
    public ArrowType Type { get; }

    /// <summary>A whole number; null where there is none.</summary>
    public long? Whole(int row) => Has(row) ? BinaryPrimitives.ReadInt64LittleEndian(values.Span[(8 * row)..]) : null;

    /// <summary>A number; null where there is none.</summary>
    public double? Real(int row) => Has(row) ? BinaryPrimitives.ReadDoubleLittleEndian(values.Span[(8 * row)..]) : null;

    /// <summary>A text; null where there is none.</summary>
    public string? Text(int row)
    {
        if (!Has(row))
        {
            return null;
        }

        var (from, to) = (Place(row), Place(row + 1));
        var bytes = values.Span[from..to];
        if (!bytes.SequenceEqual(values.Span[last.From..last.To]))
        {
            last = (from, to, FlatTable.Utf8(bytes));
        }

        return last.Text;
    }

    private static void Need(ArrowField field, long has, long needs)
    {
        if (has < needs)
        {
            throw new InvalidImportException(field.Name, $"{has} bytes", $"at least {needs} bytes for its rows");
        }
    }

    private bool Has(int row) => valid.IsEmpty || (valid.Span[row >> 3] >> (row & 7) & 1) == 1;

    private int Place(int row) => BinaryPrimitives.ReadInt32LittleEndian(places.Span[(4 * row)..]);
}
