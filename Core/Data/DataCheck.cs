namespace Hodl.Core.Data;

/// <summary>What reading a whole data set has shown.</summary>
/// <param name="Sha256">
/// SHA-256 over, for each file, its name in UTF-8, a zero byte, and its bytes; lower-case hex. Of archives, what is in them: an idx file
/// unpacked and named without <c>.gz</c>, of a zip each entry with its path, in ordinal order; so packing anew changes nothing.
/// </param>
/// <param name="Damaged">One sentence for each file that cannot be read as what it should be.</param>
public sealed record DataCheck(string Sha256, IReadOnlyList<string> Damaged);
