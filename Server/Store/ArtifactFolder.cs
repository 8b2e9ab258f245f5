using System.Text.RegularExpressions;

namespace Hodl.Server.Store;

/// <summary>Files that clients have logged with their runs, in the folder of each run (<c>runs/{run}/artifacts/…</c>).</summary>
/// <param name="catalog">Knows the runs' folders.</param>
public sealed partial class ArtifactFolder(Catalog catalog)
{
    /// <summary>Keeps a file; one that is there is complete.</summary>
    /// <exception cref="MlflowException">The path leads out of the run's folder, or through a file.</exception>
    public async Task WriteAsync(long run, string path, Stream content, CancellationToken token)
    {
        var file = FileOf(run, path);
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            var unfinished = $"{file}.{Guid.NewGuid():N}.part";
            try
            {
                await using (var output = File.Create(unfinished))
                {
                    await content.CopyToAsync(output, token).ConfigureAwait(false);
                }

                File.Move(unfinished, file, overwrite: true);
            }
            finally
            {
                File.Delete(unfinished);
            }
        }
        catch (Exception exception) when (exception is UnauthorizedAccessException or (IOException and not FileNotFoundException))
        {
            throw MlflowException.Invalid($"Artifact path '{path}' cannot be written: {exception.Message}");
        }
    }

    /// <summary>The file of a path; null when there is none.</summary>
    /// <exception cref="MlflowException">The path leads out of the run's folder.</exception>
    public string? Find(long run, string path) => FileOf(run, path) is var file && File.Exists(file) ? file : null;

    /// <summary>What lies directly below a path: path from the run's folder, whether it is a folder, size.</summary>
    /// <exception cref="MlflowException">The path leads out of the run's folder.</exception>
    public IReadOnlyList<(string Path, bool IsFolder, long Bytes)> List(long run, string path)
    {
        var root = FolderOf(run);
        var below = new DirectoryInfo(path == "" ? root : FileOf(run, path));
        return !below.Exists ? [] :
        [
            .. below.EnumerateFileSystemInfos().Where(entry => !Unfinished().IsMatch(entry.Name))
                .OrderBy(entry => entry.Name, StringComparer.Ordinal)
                .Select(entry => (Path.GetRelativePath(root, entry.FullName).Replace('\\', '/'), entry is DirectoryInfo,
                    entry is FileInfo file ? file.Length : 0)),
        ];
    }

    /// <summary>Removes a file or a folder.</summary>
    /// <exception cref="MlflowException">The path leads out of the run's folder.</exception>
    public void Delete(long run, string path)
    {
        var file = FileOf(run, path);
        if (File.Exists(file))
        {
            File.Delete(file);
        }
        else if (Directory.Exists(file))
        {
            Directory.Delete(file, recursive: true);
        }
    }

    // A colon is a name's letter everywhere but on Windows, where it leads to another stream of the file.
    private static string Forbidden => OperatingSystem.IsWindows() ? "\\\0:*?\"<>|" : "\\\0";

    [GeneratedRegex(@"\.[0-9a-f]{32}\.part$")]
    private static partial Regex Unfinished();

    private string FolderOf(long run) => catalog.Folder(run).Artifacts;

    private string FileOf(long run, string path)
    {
        var parts = path.Split('/');
        // Also as it reads when a slash came escaped: what leads upwards in either reading is refused.
        var readings = parts.Concat(Uri.UnescapeDataString(path).Split('/'));
        if (path.Length is 0 or > 500 || readings.Any(part => part is "" or "." or ".." || part.AsSpan().ContainsAny(Forbidden)))
        {
            throw MlflowException.Invalid($"Invalid artifact path: '{path}'");
        }

        return Path.Combine([FolderOf(run), .. parts]);
    }
}
