using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace Hodl.Core.Data;

/// <summary>
/// A folder of blur kernels in one of the published layouts: one file each (<c>kernel1.txt</c> … or <c>.npy</c>,
/// <c>.mat</c>, in the order of their numbers), or one file with all (<c>Levin09.mat</c> with the cell array
/// <c>kernels</c>, or a stack [n, h, w] as <c>.npy</c>).
/// </summary>
public static class KernelFolder
{
    /// <summary>The files, in the order of the last number in their names, then by name.</summary>
    public static IReadOnlyList<string> Files(string folder)
    {
        var files = Directory.GetFiles(folder).Where(KernelFile.IsKernel).OrderBy(LastNumber).ThenBy(Path.GetFileName, StringComparer.Ordinal).ToList();
        var kinds = files.GroupBy(file => Path.GetExtension(file).ToUpperInvariant()).OrderByDescending(kind => kind.Count()).ThenBy(kind => kind.Key, StringComparer.Ordinal);
        return kinds.FirstOrDefault()?.ToList() ?? [];  // the same kernels may lie beside one another in several formats
    }

    /// <summary>Reads all kernels of a folder.</summary>
    /// <param name="folder">Any folder; where kernels lie in several formats, the format with the most files is read.</param>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    /// <exception cref="InvalidDataException">The folder holds no kernel, or a damaged one; the message names the file.</exception>
    public static KernelSet Load(string folder)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var files = Files(folder);
        foreach (var file in files)
        {
            hash.AppendData(Encoding.UTF8.GetBytes(Path.GetFileName(file) + '\0'));
            hash.AppendData(File.ReadAllBytes(file));
        }

        return files.Count == 0
            ? throw new InvalidDataException($"{folder} holds no kernel (.txt, .mat or .npy).")
            : new KernelSet(new DirectoryInfo(folder).Name, Convert.ToHexStringLower(hash.GetHashAndReset()), [.. files.SelectMany(KernelFile.Load)]);
    }

    private static int LastNumber(string file) =>
        Regex.Match(Path.GetFileNameWithoutExtension(file), "([0-9]{1,9})[^0-9]*$") is { Success: true } match
            ? int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture)
            : int.MaxValue;
}
