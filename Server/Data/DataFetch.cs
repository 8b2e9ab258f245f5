using Hodl.Core.Data;

namespace Hodl.Server.Data;

/// <summary>
/// Brings a data set's official files into the data folder, laid out as the programs look for them. All of it happens in a folder
/// beside the sets; a set appears when it is whole.
/// </summary>
/// <param name="download">Brings the files.</param>
/// <param name="root">The data folder.</param>
public sealed class DataFetch(FileDownload download, string root)
{
    private const string Workshop = ".fetch";
    private static readonly string[] _proxies = ["HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"];

    /// <summary>A set's official files, from a mirror where one is set.</summary>
    /// <param name="data">Which.</param>
    /// <param name="mirror">An address below which the files lie as <c>id/name</c>; empty takes the official ones.</param>
    public static IReadOnlyList<DataDownload> Files(KnownData data, string mirror) => mirror == "" ? data.Downloads
        : [.. data.Downloads.Select(file => file with { Address = $"{mirror.TrimEnd('/')}/{data.Id}/{file.Name}" })];

    /// <summary>Brings a set; does nothing when it is there.</summary>
    /// <param name="data">Which.</param>
    /// <param name="files">Its files; those of <see cref="KnownData.Downloads"/>, perhaps from another address.</param>
    /// <param name="progress">Told twice a second.</param>
    /// <param name="token">Stops; what has come waits for the next attempt.</param>
    /// <returns>Where it lies.</returns>
    /// <exception cref="FetchException">It cannot be brought; the message says what to do by hand.</exception>
    public async Task<DataFound> Fetch(KnownData data, IReadOnlyList<DataDownload> files, IProgress<FetchProgress> progress,
        CancellationToken token)
    {
        if (Whole(data, root) is { } there)
        {
            return there;
        }

        if (files.Count == 0 || files.Any(file => file.Sha256 == ""))
        {
            throw new FetchException($"{(files.Count == 0 ? $"{data.Name} has no address from which programs may fetch it." : $"No SHA-256 of {files.First(file => file.Sha256 == "").Address} is known: give it with --sha256, as its publishers state it.")} {ByHand(data, files, root)}");
        }

        var work = Path.Combine(root, Workshop, data.Id);
        try
        {
            var brought = new List<string>();
            foreach (var file in files)
            {
                brought.Add(await download.Bring(file, work, progress, token));
            }

            var found = Lay(data, brought, Path.Combine(work, "set"), token);
            Directory.Delete(work, recursive: true);
            if (Directory.GetParent(work) is { } all && !all.EnumerateFileSystemInfos().Any())
            {
                all.Delete();
            }

            return found;
        }
        catch (FetchException problem)
        {
            throw new FetchException($"{problem.Message} {ByHand(data, files, root)}", problem);
        }
        catch (Exception problem) when (problem is InvalidDataException or IOException or UnauthorizedAccessException)
        {
            throw new FetchException($"{data.Name} cannot be laid out: {problem.Message} {ByHand(data, files, root)}", problem);
        }
    }

    /// <summary>What a person does where the network is closed.</summary>
    public static string ByHand(KnownData data, IReadOnlyList<DataDownload> files, string root)
    {
        var proxy = _proxies.Any(name =>
            !string.IsNullOrEmpty(Environment.GetEnvironmentVariable(name)));
        var what = files.Count == 0 ? data.Source : string.Join("; ", files.Select(file => file.Address + (file.Bytes > 0
            ? $" ({file.Bytes >> 10} KiB)" : "")));
        return $"By hand: bring {what} from a machine that has a network to {Path.Combine(root, data.Folders[0])}, as {data.Wanted}.{(proxy ? "" : " Behind a proxy, set HTTPS_PROXY and HTTP_PROXY.")}";
    }

    private static DataFound? Whole(KnownData data, string root) => data.Find(root) is { } found && found.Count >= data.Expected ? found
        : null;

    private DataFound Lay(KnownData data, List<string> brought, string set, CancellationToken token)
    {
        // What an earlier attempt had begun to lay out.
        if (Directory.Exists(set))
        {
            Directory.Delete(set, recursive: true);
        }

        var own = Path.Combine(set, "own", data.Folders[0]);
        Directory.CreateDirectory(own);
        foreach (var file in brought)
        {
            if (DataUnpacking.IsArchive(file) && !data.Files.Contains(Path.GetFileName(file)))
            {
                DataUnpacking.Unpack(file, Path.Combine(set, "archive"), token);
            }
            else
            {
                File.Move(file, Path.Combine(own, Path.GetFileName(file)));
            }
        }

        // An archive brings the published folders, or only what belongs into the set's own.
        var archive = Path.Combine(set, "archive");
        if (Directory.Exists(archive) && Whole(data, archive) is null)
        {
            Directory.Delete(own);
            Directory.Move(archive, own);
        }

        var from = Directory.Exists(archive) ? archive : Path.Combine(set, "own");
        if (Whole(data, from) is null)
        {
            throw new InvalidDataException($"the files do not hold {(data.Expected > 0 ? $"{data.Expected} items " : "it ")}in a published layout ({data.Wanted}).");
        }

        foreach (var entry in new DirectoryInfo(from).EnumerateFileSystemInfos())
        {
            Place(entry, Path.Combine(root, entry.Name));
        }

        return Whole(data, root) ?? throw new InvalidDataException($"{Path.Combine(root, data.Folders[0])} holds other files already; move them away first.");
    }

    // A folder at once where there is none of its name; into one that is there, what it lacks.
    private static void Place(FileSystemInfo entry, string to)
    {
        if (entry is FileInfo file)
        {
            if (!File.Exists(to))
            {
                file.MoveTo(to);
            }
        }
        else if (!Directory.Exists(to))
        {
            Directory.Move(entry.FullName, to);
        }
        else
        {
            foreach (var below in new DirectoryInfo(entry.FullName).EnumerateFileSystemInfos())
            {
                Place(below, Path.Combine(to, below.Name));
            }
        }
    }
}
