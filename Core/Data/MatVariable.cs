namespace Hodl.Core.Data;

/// <summary>A variable of a .mat file: numbers, or cells of variables, or neither (text, structs and so on are not read).</summary>
/// <param name="Name">Its name; empty for a cell.</param>
/// <param name="Array">The numbers.</param>
/// <param name="Cells">The cells, column by column.</param>
public sealed record MatVariable(string Name, NumberArray? Array, IReadOnlyList<MatVariable>? Cells);
