namespace Hodl.Server.Store;

/// <summary>
/// The PNG files of a database, in a folder beside it (<c>hodl.db</c> → <c>hodl-images/{run}/{id}.png</c>), so that the
/// database stays small and quick to copy.
/// </summary>
/// <param name="database">Path of the database file.</param>
internal sealed class ImageFolder(string database)
{
    private readonly string _folder = Path.Combine(
        Path.GetDirectoryName(database)!, Path.GetFileNameWithoutExtension(database) + "-images");

    /// <summary>Writes an image; a file that is there is complete.</summary>
    public void Write(long run, long id, byte[] png)
    {
        var file = FileOf(run, id);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        var unfinished = file + ".part";
        File.WriteAllBytes(unfinished, png);
        File.Move(unfinished, file, overwrite: true);
    }

    /// <summary>The file of an image; null when it is missing.</summary>
    public string? Find(long run, long id) => File.Exists(FileOf(run, id)) ? FileOf(run, id) : null;

    /// <summary>Removes images that no row names any more.</summary>
    public void Remove(long run, IEnumerable<long> ids)
    {
        foreach (var id in ids)
        {
            File.Delete(FileOf(run, id));
        }
    }

    /// <summary>Removes every image of a run.</summary>
    public void RemoveAll(long run)
    {
        if (Directory.Exists(FolderOf(run)))
        {
            Directory.Delete(FolderOf(run), recursive: true);
        }
    }

    private string FolderOf(long run) => Path.Combine(_folder, $"{run}");

    private string FileOf(long run, long id) => Path.Combine(FolderOf(run), $"{id}.png");
}
