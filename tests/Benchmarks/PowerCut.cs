using System.Text;

namespace Hodl.Benchmarks;

/// <summary>
/// What a folder may hold after a power cut, from a recording of store-recorder.c: writes and truncations that were not synced
/// since may be missing, each by itself (subset) or from some moment on (suffix); names given or taken in a folder that was
/// not synced since are missing from some moment on.
/// </summary>
internal sealed class PowerCut
{
    private readonly List<Operation> _operations = [];
    private readonly string _root;

    public PowerCut(string recording, string root)
    {
        _root = root.TrimEnd('/');
        using var from = new BinaryReader(File.OpenRead(recording));
        // A number that a removed file had is given to a new one.
        var lives = new Dictionary<ulong, ulong>();
        while (from.BaseStream.Position < from.BaseStream.Length)
        {
            var kind = (char)from.ReadByte();
            var (inode, offset, length) = (from.ReadUInt64(), from.ReadInt64(), from.ReadInt64());
            var (first, second) = (from.ReadInt32(), from.ReadInt32());
            var (a, b) = (Relative(from.ReadBytes(first)), Relative(from.ReadBytes(second)));
            var data = kind == 'w' ? from.ReadBytes((int)length) : [];
            lives[inode] = lives.GetValueOrDefault(inode) + (kind == 'c' ? 1UL : 0);
            _operations.Add(new Operation(kind, inode | (lives[inode] << 40), offset, length, a, b, data));
        }
    }

    /// <summary>How many operations were recorded.</summary>
    public int Operations => _operations.Count;

    /// <summary>How many times each kind of operation was recorded.</summary>
    public string Kinds => string.Join(", ", _operations.GroupBy(one => one.Kind).Select(kind => $"{kind.Count()} {kind.Key}"));

    /// <summary>Builds the folder as after a cut at a random moment.</summary>
    /// <param name="to">A new folder.</param>
    /// <param name="observed">This file's writes are all there: it says what had been acknowledged by then.</param>
    /// <param name="random">Chooses.</param>
    /// <param name="subset">Which model.</param>
    public void Build(string to, string observed, Random random, bool subset)
    {
        var cut = random.Next(_operations.Count / 10, _operations.Count + 1);
        var keep = new[] { 0, 0.5, 0.9, 0.98 }[random.Next(4)];
        var dropped = Dropped(cut, observed, random, subset, keep);
        var names = new Dictionary<string, ulong?> { [""] = null };
        var contents = new Dictionary<ulong, MemoryStream>();
        for (var i = 0; i < cut; i++)
        {
            if (!dropped.Contains(i))
            {
                Apply(_operations[i], names, contents);
            }
        }

        foreach (var (name, inode) in names.OrderBy(entry => entry.Key.Length))
        {
            if (inode is null)
            {
                Directory.CreateDirectory(Path.Combine(to, name));
            }
            else if (names.ContainsKey(Parent(name)))
            {
                File.WriteAllBytes(Path.Combine(to, name), contents.TryGetValue(inode.Value, out var content) ? content.ToArray() : []);
            }
        }
    }

    private HashSet<int> Dropped(int cut, string observed, Random random, bool subset, double keep)
    {
        var (synced, folders) = (new Dictionary<ulong, int>(), new Dictionary<string, int>());
        for (var i = 0; i < cut; i++)
        {
            if (_operations[i] is { Kind: 's' } sync)
            {
                synced[sync.Inode] = i;
                folders[sync.A] = i;
            }
        }

        var pending = new Dictionary<string, List<int>>();
        for (var i = 0; i < cut; i++)
        {
            var one = _operations[i];
            if (one.Kind == 's' || one.A == observed)
            {
                continue;
            }

            var isName = one.Kind is 'c' or 'n' or 'u' or 'm';
            if (isName ? i > folders.GetValueOrDefault(Parent(one.Kind == 'n' ? one.B : one.A), -1)
                : i > synced.GetValueOrDefault(one.Inode, -1))
            {
                var key = isName ? "folder " + Parent(one.Kind == 'n' ? one.B : one.A) : $"file {one.Inode}";
                pending.TryAdd(key, []);
                pending[key].Add(i);
            }
        }

        var dropped = new HashSet<int>();
        foreach (var (key, list) in pending)
        {
            dropped.UnionWith(subset && key.StartsWith("file", StringComparison.Ordinal) ? list.Where(_ => random.NextDouble() > keep)
                : list.Skip(random.Next(list.Count + 1)));
        }

        return dropped;
    }

    private static void Apply(Operation one, Dictionary<string, ulong?> names, Dictionary<ulong, MemoryStream> contents)
    {
        switch (one.Kind)
        {
            case 'w':
                var content = Of(one.Inode);
                content.Position = one.Offset;
                content.Write(one.Data);
                break;
            case 't':
                Of(one.Inode).SetLength(one.Length);
                break;
            case 'c' when names.ContainsKey(Parent(one.A)):
                names[one.A] = one.Inode;
                break;
            case 'm' when names.ContainsKey(Parent(one.A)):
                names[one.A] = null;
                break;
            case 'u':
                names.Remove(one.A);
                break;
            case 'n' when names.ContainsKey(one.A):
                foreach (var (name, inode) in names
                    .Where(entry => entry.Key == one.A || entry.Key.StartsWith(one.A + "/", StringComparison.Ordinal)).ToList())
                {
                    names.Remove(name);
                    names[one.B + name[one.A.Length..]] = inode;
                }

                break;
        }

        MemoryStream Of(ulong inode)
        {
            if (!contents.TryGetValue(inode, out var stream))
            {
                contents[inode] = stream = new MemoryStream();
            }

            return stream;
        }
    }

    private static string Parent(string path) => path.LastIndexOf('/') is > 0 and var at ? path[..at] : "";

    private string Relative(byte[] path)
    {
        var text = Encoding.UTF8.GetString(path);
        text = text.EndsWith(" (deleted)", StringComparison.Ordinal) ? text[..^10] : text;
        return text.StartsWith(_root, StringComparison.Ordinal) ? text[_root.Length..].TrimStart('/') : text;
    }

    private sealed record Operation(char Kind, ulong Inode, long Offset, long Length, string A, string B, byte[] Data);
}
