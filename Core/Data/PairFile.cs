namespace Hodl.Core.Data;

/// <summary>The two files of a pair, not yet read.</summary>
/// <param name="Name">Of the input's file, without its extension.</param>
/// <param name="Number">The number that joins both names, such as 7 in <c>rain-007.png</c>; null where names are no numbers.</param>
/// <param name="Input">Path of the degraded image.</param>
/// <param name="Target">Path of the truth.</param>
public sealed record PairFile(string Name, int? Number, string Input, string Target);
