using System.Globalization;
using System.Text.RegularExpressions;

namespace Hodl.Core.Data;

/// <summary>
/// How a published data set lays out its pairs. A file belongs to a side when its name without extension matches the
/// side's pattern as a whole; an input and a target are a pair when their groups <c>id</c> are equal (as numbers where
/// they are digits, so that 7 meets 007). Several inputs may share a target.
/// </summary>
/// <param name="InputFolder">Of the degraded images, relative to the data set; empty: the data set's own folder.</param>
/// <param name="TargetFolder">Of the truth, likewise.</param>
/// <param name="InputPattern">Regular expression with a group <c>id</c>.</param>
/// <param name="TargetPattern">Likewise.</param>
public sealed record PairLayout(string InputFolder, string TargetFolder, string InputPattern = PairLayout.AnyName, string TargetPattern = PairLayout.AnyName)
{
    /// <summary>The whole name is the id.</summary>
    public const string AnyName = "(?<id>.+)";

    /// <summary>In words, such as <c>rainy/rain-ID + clean/norain-ID</c>.</summary>
    public override string ToString() => $"{Side(InputFolder, InputPattern)} + {Side(TargetFolder, TargetPattern)}";

    /// <summary>The pairs below a folder, by number, then by name; empty when the folder has another layout.</summary>
    public IReadOnlyList<PairFile> Match(string folder)
    {
        var targets = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (id, file) in Files(folder, TargetFolder, TargetPattern))
        {
            targets.TryAdd(id, file);
        }

        return
        [
            .. Files(folder, InputFolder, InputPattern)
                .Where(input => targets.TryGetValue(input.Id, out var target) && target != input.File)
                .Select(input => new PairFile(Path.GetFileNameWithoutExtension(input.File), Number(input.Id), input.File, targets[input.Id]))
                .OrderBy(pair => pair.Number ?? int.MaxValue).ThenBy(pair => pair.Name, StringComparer.Ordinal),
        ];
    }

    private static IEnumerable<(string Id, string File)> Files(string root, string part, string pattern)
    {
        var folder = Path.Combine(root, part);
        if (!Directory.Exists(folder))
        {
            yield break;
        }

        var regex = new Regex($"^(?:{pattern})$", RegexOptions.CultureInvariant);
        foreach (var file in Directory.EnumerateFiles(folder).Where(ImageFolder.IsImage).Order(StringComparer.Ordinal))
        {
            if (regex.Match(Path.GetFileNameWithoutExtension(file)) is { Success: true } match)
            {
                var id = match.Groups["id"].Value;
                yield return (Number(id)?.ToString(CultureInfo.InvariantCulture) ?? id, file);
            }
        }
    }

    private static int? Number(string id) =>
        int.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static string Side(string folder, string pattern)
    {
        var name = Regex.Replace(Regex.Replace(pattern, @"\(\?<id>[^)]*\)", "ID"), @"\(\?:[^)]*\)\?", "").Replace(".*", "…", StringComparison.Ordinal);
        return folder == "" ? name : $"{folder}/{name}";
    }
}
