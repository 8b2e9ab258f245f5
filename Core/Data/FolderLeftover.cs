namespace Hodl.Core.Data;

/// <summary>
/// What systems leave beside the files of a folder or archive: macOS its <c>__MACOSX/</c> and <c>._name</c>, which carry the endings of
/// the files they belong to, and <c>.DS_Store</c>; Windows <c>Thumbs.db</c>. None of it is data.
/// </summary>
public static class FolderLeftover
{
    /// <summary>Whether a path, with <c>/</c> or <c>\</c> between its parts, is or leads through such a leftover.</summary>
    public static bool Is(string path) => path.Split('/', '\\').Any(part =>
        part is "__MACOSX" or ".DS_Store" or "Thumbs.db" or "desktop.ini" || part.StartsWith("._", StringComparison.Ordinal));

    /// <summary>Whether a file below a folder is one; the folder's own path does not count.</summary>
    public static bool Is(string folder, string file) => Is(Path.GetRelativePath(folder, file));
}
