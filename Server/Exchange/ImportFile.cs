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
            var folders = Directory.EnumerateFiles(path, $"*{Events}*", SearchOption.AllDirectories).GroupBy(file => Path.GetDirectoryName(file)!).OrderBy(group => group.Key, StringComparer.Ordinal).ToList();
            return folders.Count == 0
                ? throw new InvalidImportException("the folder", path, "one with event files of TensorBoard (events.out.tfevents…)")
                : [.. folders.Select(folder => Joined(Path.GetFileName(folder.Key), [.. folder.Order(StringComparer.Ordinal).Select(file => Open(file, stream => EventFile.Read(stream, Path.GetFileName(folder.Key))))]))];
        }

        var name = Path.GetFileNameWithoutExtension(path);
        return Path.GetFileName(path).Contains(Events, StringComparison.Ordinal) ? [Open(path, stream => EventFile.Read(stream, name))]
            : Path.GetExtension(path).ToLowerInvariant() switch
            {
                ".csv" => Open(path, stream =>
                {
                    using var text = new StreamReader(stream);
                    return MetricsCsv.Read(text, name);
                }),
                ".arrow" or ".feather" => Open(path, stream => ArrowMetrics.Read(stream, name)),
                _ => throw new InvalidImportException("the file", path, ".csv, .arrow, or an event file of TensorBoard (events.out.tfevents…)"),
            };
    }

    private static T Open<T>(string path, Func<Stream, T> read)
    {
        using var stream = new BufferedStream(File.OpenRead(path), 1 << 16);
        return read(stream);
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
