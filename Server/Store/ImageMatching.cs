namespace Hodl.Server.Store;

/// <summary>How the images of a run that is computed elsewhere find their references: by name, perhaps with something around it.</summary>
/// <param name="Pattern">What its files are called, without ending, with <c>*</c> where the reference's name stands: <c>*_x2</c>.</param>
/// <param name="From">The run whose references count where it has none of its own; 0 for the latest that has one of the name and size.</param>
public sealed record ImageMatching(string Pattern = "*", long From = 0)
{
    /// <summary>Characters of the longest pattern.</summary>
    public const int MostPattern = 200;

    /// <summary>References that it has from other runs.</summary>
    public IReadOnlyList<BorrowedReference> Borrowed { get; init; } = [];

    /// <summary>What a pattern may be.</summary>
    public static string Allowed => $"text of at most {MostPattern} characters without slashes and with one *, where the reference's name stands";

    /// <summary>Whether text is a pattern.</summary>
    public static bool IsPattern(string text) => text.Length <= MostPattern && text.Count(letter => letter == '*') == 1 && !text.Contains('/', StringComparison.Ordinal);

    /// <summary>Whether a file is called as the pattern says.</summary>
    public bool Fits(string file) => Pattern.Split('*') is [var before, var after] && file.Length > before.Length + after.Length
        && file.StartsWith(before, StringComparison.Ordinal) && file.EndsWith(after, StringComparison.Ordinal);

    /// <summary>The name of a file's reference; the file's own where the pattern does not fit.</summary>
    public string Name(string file) => Fits(file) && Pattern.IndexOf('*', StringComparison.Ordinal) is var before
        ? file[before..^(Pattern.Length - before - 1)] : file;
}
