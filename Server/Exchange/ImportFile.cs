using System.Text.RegularExpressions;
using Hodl.Core.Data;
using Hodl.Server.Store;

namespace Hodl.Server.Exchange;

/// <summary>Reads runs from files, each by its name's ending.</summary>
public static partial class ImportFile
{
    private const string Events = "tfevents";

    /// <summary>
    /// The runs of a file, or of a folder that holds event files, where the files of one folder make one run; images below it belong to
    /// the run of the nearest folder above them, or make a run where there are only images.
    /// </summary>
    /// <exception cref="InvalidImportException">The file is of no known kind, or damaged.</exception>
    public static IReadOnlyList<ImportedRun> Read(string path) => Directory.Exists(path) ? Folder(path) : Open(path);

    /// <summary>The runs of one file.</summary>
    /// <param name="file">Its name; the ending says of which kind it is.</param>
    /// <param name="content">What is in it.</param>
    /// <remarks>Images are read from it when they are asked for.</remarks>
    /// <exception cref="InvalidImportException">The file is of no known kind, or damaged.</exception>
    public static IReadOnlyList<ImportedRun> Read(string file, Stream content) => Read(file, content, (offset, length) => Part(content, offset,
        length));

    private static IReadOnlyList<ImportedRun> Read(string file, Stream content, Func<long, int, byte[]> part)
    {
        var name = Path.GetFileNameWithoutExtension(file);
        if (FolderLeftover.Is(file))
        {
            throw new InvalidImportException("the file", file, "a file of data, not what macOS keeps beside one");
        }

        if (file.Contains(Events, StringComparison.Ordinal))
        {
            return [EventReader.Read(content, name, part)];
        }

        switch (Path.GetExtension(file).ToLowerInvariant())
        {
            case ".csv" or ".tsv":
                using (var text = new StreamReader(content))
                {
                    return MetricsCsvReader.Read(text, name);
                }

            case ".arrow" or ".feather":
                return ArrowMetrics.Read(content, name);
            default:
                throw new InvalidImportException("the file", file, ".csv, .arrow, or an event file of TensorBoard (events.out.tfevents…)");
        }
    }

    private static IReadOnlyList<ImportedRun> Open(string path)
    {
        using var stream = new BufferedStream(File.OpenRead(path), 1 << 16);
        return Read(Path.GetFileName(path), stream, (offset, length) => Part(path, offset, length));
    }

    // A file or folder that cannot be read hides none of the others; the first run that can says what was left out.
    private static List<ImportedRun> Folder(string path)
    {
        var (runs, leftOut) = (new List<ImportedRun>(), new List<string>());
        var files = FolderTree.Files(path, $"*{Events}*").Where(file => !FolderLeftover.Is(path, file));
        foreach (var folder in files.GroupBy(file => Path.GetDirectoryName(file)!).OrderBy(group => Ordered(group.Key),
            StringComparer.Ordinal))
        {
            var below = Path.GetRelativePath(path, folder.Key).Replace('\\', '/');
            var reader = new EventReader(below == "." ? Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(path)))
                : below);
            try
            {
                foreach (var file in folder.OrderBy(Ordered, StringComparer.Ordinal))
                {
                    using var stream = new BufferedStream(File.OpenRead(file), 1 << 16);
                    reader.Add(stream, Path.GetRelativePath(path, file).Replace('\\', '/'), (offset, length) => Part(file, offset, length));
                }

                if (reader.Finish() is { } run)
                {
                    runs.Add(run);
                    continue;
                }

                leftOut.AddRange(reader.LeftOut);
            }
            catch (InvalidImportException problem)
            {
                leftOut.Add($"{below}: {problem.Message}");
            }
        }

        Share(path, runs);
        return runs.Count == 0
            ? throw new InvalidImportException("the folder", path,
                $"one with event files of TensorBoard (events.out.tfevents…) or images{string.Concat(leftOut.Take(1).Select(reason => $"; left out is {reason.TrimEnd('.')}"))}")
            : [runs[0] with { LeftOut = [.. runs[0].LeftOut, .. leftOut] }, .. runs.Skip(1)];
    }

    private static void Share(string path, List<ImportedRun> runs)
    {
        var root = Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(path)));
        var images = FolderTree.Files(path).Where(file => ImageFolder.IsImage(file)
            && !FolderLeftover.Is(path, file))
            .Select(file => (File: file, Path: Path.GetRelativePath(path, file).Replace('\\', '/'))).OrderBy(image => Ordered(image.Path),
                StringComparer.Ordinal).ToList();
        if (images.Count > 0 && runs.Count == 0)
        {
            runs.Add(new ImportedRun { Name = root, Images = [.. images.Select(image => OnDisk(image.File, image.Path))] });
            return;
        }

        for (var at = 0; at < runs.Count; at++)
        {
            var mine = images.Where(image => runs.Where(run => image.Path.StartsWith(run.Name + "/", StringComparison.Ordinal)).MaxBy(run =>
                run.Name.Length) is { } nearest
                ? nearest == runs[at] : runs[at].Name == root || runs.Count == 1).ToList();
            runs[at] = runs[at] with
            {
                Images = [.. runs[at].Images, .. mine.Select(image => OnDisk(image.File, image.Path.StartsWith(runs[at].Name + "/",
                StringComparison.Ordinal) ? image.Path[(runs[at].Name.Length + 1)..] : image.Path))]
            };
        }
    }

    private static ImportedImage OnDisk(string file, string path) => new(path, new FileInfo(file).Length, () => File.ReadAllBytes(file));

    private static byte[] Part(string file, long offset, int length)
    {
        using var stream = File.OpenRead(file);
        return Part(stream, offset, length);
    }

    private static byte[] Part(Stream stream, long offset, int length)
    {
        var bytes = new byte[length];
        stream.Position = offset;
        stream.ReadExactly(bytes);
        return bytes;
    }

    // Numbers in names by their size: the file …1.10 comes after …1.9.
    private static string Ordered(string path) => Digits().Replace(path, number => number.Value.PadLeft(20, '0'));

    [GeneratedRegex("[0-9]{1,20}")]
    private static partial Regex Digits();
}
