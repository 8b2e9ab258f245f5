namespace Hodl.Core.Data;

/// <summary>Everything below a folder. Links to folders are followed, as people collect data by them.</summary>
public static class FolderTree
{
    /// <summary>The folder and all below it, each once, so that links in a circle end.</summary>
    /// <exception cref="IOException">A folder cannot be read.</exception>
    public static IEnumerable<string> Folders(string root) => Folders(root, Real(root, Path.GetFullPath(root)), []);

    /// <summary>The files of all these folders.</summary>
    /// <param name="root">The folder.</param>
    /// <param name="pattern">What their names match, <c>*</c> for anything.</param>
    /// <exception cref="IOException">A folder cannot be read.</exception>
    public static IEnumerable<string> Files(string root, string pattern = "*") =>
        Folders(root).SelectMany(folder => Directory.EnumerateFiles(folder, pattern));

    private static IEnumerable<string> Folders(string path, string real, HashSet<string> seen) => !seen.Add(real) ? []
        : Directory.EnumerateDirectories(path).Order(StringComparer.Ordinal)
            .SelectMany(below => Folders(below, Real(below, Path.Combine(real, Path.GetFileName(below))), seen)).Prepend(path);

    private static string Real(string path, string otherwise) =>
        new DirectoryInfo(path).ResolveLinkTarget(returnFinalTarget: true)?.FullName.TrimEnd(Path.DirectorySeparatorChar) ?? otherwise;
}
