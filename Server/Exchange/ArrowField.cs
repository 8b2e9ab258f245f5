namespace Hodl.Server.Exchange;

/// <summary>A column's name and type.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">Its type.</param>
internal sealed record ArrowField(string Name, ArrowType Type)
{
    /// <summary>How many buffers it has in a batch.</summary>
    public int Buffers => Type switch { ArrowType.Null => 0, ArrowType.Variable or ArrowType.Utf8 => 3, _ => 2 };

    /// <summary>A field as the file's schema describes it.</summary>
    /// <exception cref="InvalidImportException">It is of a type whose buffers are not known here.</exception>
    public static ArrowField Of(FlatTable field)
    {
        var name = field.Text(0);
        // Encoded by a dictionary, a column holds whole numbers that point into it.
        var type = field.Has(4) ? ArrowType.Fixed : field.Byte(2) switch
        {
            1 => ArrowType.Null,
            2 => field.Table(3) is var whole && whole.Int32(0) == 64 && whole.Byte(1) != 0 ? ArrowType.Int64 : ArrowType.Fixed,
            3 => field.Table(3).Int16(0) == 2 ? ArrowType.Float64 : ArrowType.Fixed,
            4 or 19 or 20 => ArrowType.Variable,
            5 => ArrowType.Utf8,
            6 or 7 or 8 or 9 or 10 or 11 or 15 or 18 => ArrowType.Fixed,
            var other => throw new InvalidImportException(name, $"a column of the type {other}", "columns of numbers, times and texts"),
        };
        return new ArrowField(name, type);
    }
}
