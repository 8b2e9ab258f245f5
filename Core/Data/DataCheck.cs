namespace Hodl.Core.Data;

/// <summary>What reading a whole data set has shown.</summary>
/// <param name="Sha256">SHA-256 over, for each file, its name in UTF-8, a zero byte, and its bytes; lower-case hex.</param>
/// <param name="Damaged">One sentence for each file that cannot be read as what it should be.</param>
public sealed record DataCheck(string Sha256, IReadOnlyList<string> Damaged);
