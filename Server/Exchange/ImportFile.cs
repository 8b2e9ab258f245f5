using Hodl.Core.Data;
using Hodl.Core.Runs;
using Hodl.Server.Store;

namespace Hodl.Server.Exchange;

/// <summary>Reads runs from files, each by its name's ending.</summary>
public static class ImportFile
{
    private const string Events = "tfevents";

    /// <summary>The runs of a file, or of a folder that holds event files, where the files of one folder make one run.</summary>
    /// <exception cref="InvalidImportException">The file is of no known kind, or damaged.</exception>
    public static IReadOnlyList<ImportedRun> Read(string path)
    {
        if (Directory.Exists(path))
        {
            var folders = FolderTree.Files(path, $"*{Events}*")
                .GroupBy(file => Path.GetDirectoryName(file)!).OrderBy(group => group.Key, StringComparer.Ordinal).ToList();
            return folders.Count == 0
                ? throw new InvalidImportException("the folder", path, "one with event files of TensorBoard (events.out.tfevents…)")
                : [.. folders.Select(folder => Joined(Path.GetFileName(folder.Key),
                    [.. folder.Order(StringComparer.Ordinal).SelectMany(Open)]))];
        }

        return Open(path);
    }

    /// <summary>The runs of one file.</summary>
    /// <param name="file">Its name; the ending says of which kind it is.</param>
    /// <param name="content">What is in it.</param>
    /// <exception cref="InvalidImportException">The file is of no known kind, or damaged.</exception>
    public static IReadOnlyList<ImportedRun> Read(string file, Stream content)
    {
        var name = Path.GetFileNameWithoutExtension(file);
        if (file.Contains(Events, StringComparison.Ordinal))
        {
            return [EventFile.Read(content, name)];
        }

        switch (Path.GetExtension(file).ToLowerInvariant())
        {
            case ".csv":
                using (var text = new StreamReader(content))
                {
                    return MetricsCsv.Read(text, name);
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
        return Read(Path.GetFileName(path), stream);
    }

    // A run that was resumed has a file for each attempt; times go on from the first.
    private static ImportedRun Joined(string name, IReadOnlyList<ImportedRun> parts)
    {
        var start = parts.Min(part => part.Started);
        var series = new Dictionary<string, SeriesColumn>();
        foreach (var part in parts)
        {
            var later = (part.Started - start)?.TotalSeconds ?? 0;
            foreach (var column in part.Series)
            {
                var all = series.TryGetValue(column.Name, out var found) ? found : series[column.Name] = new SeriesColumn(column.Name);
                for (var i = 0; i < column.Steps.Count; i++)
                {
                    all.Add(column.Steps[i], column.Seconds[i] + later, column.Values[i]);
                }
            }
        }

        return parts[0] with { Name = name, Series = [.. series.Values], Started = start };
    }
}
