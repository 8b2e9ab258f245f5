namespace Hodl.Core.Data;

/// <summary>A published data set: what it holds, where it comes from, and where it belongs below the data folder.</summary>
public sealed record KnownData
{
    /// <summary>Kebab-case, such as <c>rain100l</c>.</summary>
    public required string Id { get; init; }

    /// <summary>As papers write it.</summary>
    public required string Name { get; init; }

    /// <summary>What its items are.</summary>
    public required DataKind Kind { get; init; }

    /// <summary>One line of what it holds.</summary>
    public required string Summary { get; init; }

    /// <summary>Where the official files come from, in one line; empty for a folder of a person's own.</summary>
    public required string Source { get; init; }

    /// <summary>Folders relative to the data folder that are looked at, in this order; the first is the recommended one.</summary>
    public required IReadOnlyList<string> Folders { get; init; }

    /// <summary>For pairs: the published layouts, the first that fits is taken.</summary>
    public IReadOnlyList<PairLayout> Layouts { get; init; } = [];

    /// <summary>For weights and archives: the files that make it whole.</summary>
    public IReadOnlyList<string> Files { get; init; } = [];

    /// <summary>For archives: folders below the data set's own that must be there besides <see cref="Files"/>.</summary>
    public IReadOnlyList<string> Beside { get; init; } = [];

    /// <summary>For archives: folders of images by class, any of which can stand for <see cref="Files"/>.</summary>
    public IReadOnlyList<string> Instead { get; init; } = [];

    /// <summary>Images, pairs, kernels or files in the published set; 0 when there is no fixed number.</summary>
    public int Expected { get; init; }

    /// <summary>The official files, as <c>datasets fetch</c> takes them; empty where they are handed out in another way.</summary>
    public IReadOnlyList<DataDownload> Downloads { get; init; } = [];

    /// <summary>Whether programs may fetch it and can tell that the right files came.</summary>
    public bool IsFetchable => Downloads.Count > 0 && Downloads.All(file => file.Sha256 != "");

    /// <summary>What their publishers allow, in one line; empty when not known.</summary>
    public string License { get; init; } = "";

    /// <summary>Fingerprint of the files that this project has been measured with (<see cref="DataFound.Check"/>); empty when unknown.</summary>
    public string Sha256 { get; init; } = "";

    /// <summary>Fingerprints that the same files had when packed bytes were what counted; runs of that time record them.</summary>
    public IReadOnlyList<string> Earlier { get; init; } = [];

    /// <summary>The set below a data folder; null when it is absent, none of its folders holds an item, or one of <see cref="Files"/> is missing.</summary>
    /// <param name="root">As <see cref="DataRoot.Resolve"/> gives it.</param>
    public DataFound? Find(string root)
    {
        foreach (var name in Folders)
        {
            if (DataRoot.Find(root, name) is { } folder && Look(folder) is { } found && found.Count >= Math.Max(1, Files.Count))
            {
                return found;
            }
        }

        return null;
    }

    /// <summary>One sentence that says what is missing, where it belongs and where it comes from; null when the set is there.</summary>
    /// <param name="root">As <see cref="DataRoot.Resolve"/> gives it.</param>
    public string? Missing(string root)
    {
        if (Find(root) is not null)
        {
            return null;
        }

        var place = root == "" ? $"no data folder is set ({DataRoot.Variable} or Data:Root); there" : $"below {root}";
        return $"{(Kind == DataKind.Weights ? "The weights of" : "The data set")} {Name} {(Kind == DataKind.Weights ? "are" : "is")} absent: {place} {(Kind == DataKind.Weights ? "they belong" : "it belongs")} in the folder {Folders[0]}, as {Wanted}.{(Source == "" ? "" : " Official files: " + Source)}";
    }

    /// <summary>The files to put there, in words.</summary>
    public string Wanted => Kind switch
    {
        DataKind.Pairs => Layouts[0].ToString(),
        DataKind.Kernels => "kernel1.txt … (or .npy, .mat)",
        DataKind.Images => "image files",
        _ => string.Join(", ", [.. Files, .. Beside.Select(name => name + "/")]) + string.Concat(Instead.Select(name => $" or {name}/")),
    };

    /// <summary>The set below a data folder.</summary>
    /// <param name="root">As <see cref="DataRoot.Resolve"/> gives it.</param>
    /// <exception cref="DataMissingException">It is absent.</exception>
    public DataFound Require(string root) => Find(root) ?? throw new DataMissingException(this, root);

    /// <summary>The pairs, sorted by number.</summary>
    /// <exception cref="DataMissingException">The set is absent.</exception>
    public PairedFiles Pairs(string root) => new(Name, Require(root).Pairs);

    /// <summary>The images, in ordinal order of their names.</summary>
    /// <exception cref="DataMissingException">The set is absent.</exception>
    public ImageFiles Images(string root) => new(Name, Require(root).Files);

    /// <summary>The blur kernels.</summary>
    /// <exception cref="DataMissingException">The set is absent.</exception>
    /// <exception cref="InvalidDataException">A file is damaged; the message names it.</exception>
    public KernelSet Kernels(string root) => KernelFolder.Load(Require(root).Folder) with { Name = Name };

    private DataFound Look(string folder)
    {
        if (Kind == DataKind.Pairs)
        {
            var pairs = Layouts.Select(layout => layout.Match(folder)).FirstOrDefault(match => match.Count > 0) ?? [];
            return new(this, folder, [.. pairs.SelectMany(pair => new[] { pair.Target, pair.Input })], pairs, pairs.Count);
        }

        string[] trees = [.. Instead.Select(name => Path.Combine(folder, name)).Where(Directory.Exists)];
        if (trees.Length > 0 && !Files.All(name => IdxFile.Find(folder, name) is not null))
        {
            return new(this, folder, [.. trees.SelectMany(tree => FolderTree.Files(tree).Where(file => !FolderLeftover.Is(tree, file)))
                .Where(ImageFolder.IsImage).Order(StringComparer.Ordinal)], [], Files.Count);
        }

        IReadOnlyList<string> files = Beside.Any(name => !Directory.Exists(Path.Combine(folder, name))) ? [] : Kind switch
        {
            DataKind.Images => [.. Directory.EnumerateFiles(folder).Where(ImageFolder.IsImage).OrderBy(Path.GetFileName, StringComparer.Ordinal)],
            DataKind.Kernels => KernelFolder.Files(folder),
            _ => [.. Files.Select(name => IdxFile.Find(folder, name)).OfType<string>()],
        };
        return new(this, folder, files, [], files.Count);
    }
}
