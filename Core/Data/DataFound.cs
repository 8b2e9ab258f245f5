using System.Security.Cryptography;
using System.Text;

namespace Hodl.Core.Data;

/// <summary>A data set that lies on disk.</summary>
/// <param name="Data">Which.</param>
/// <param name="Folder">Where, as a full path.</param>
/// <param name="Files">All its files; of a pair the target stands before the input.</param>
/// <param name="Pairs">The pairs; empty for other kinds.</param>
/// <param name="Count">Pairs, or files.</param>
public sealed record DataFound(KnownData Data, string Folder, IReadOnlyList<string> Files, IReadOnlyList<PairFile> Pairs, int Count)
{
    /// <summary>Sum of the files' sizes in bytes.</summary>
    public long Bytes() => Files.Sum(file => new FileInfo(file).Length);

    /// <summary>
    /// SHA-256 over, for each file, its name in UTF-8, a zero byte, and its bytes, lower-case hex: what a run that loads
    /// the whole set records.
    /// </summary>
    /// <param name="progress">Told the bytes read so far, about every mebibyte.</param>
    /// <param name="token">Stops between two reads.</param>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public string Fingerprint(IProgress<long>? progress, CancellationToken token)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[1 << 20];
        var done = 0L;
        foreach (var file in Files)
        {
            hash.AppendData(Encoding.UTF8.GetBytes(Path.GetFileName(file) + '\0'));
            using var stream = File.OpenRead(file);
            for (int read; (read = stream.Read(buffer)) > 0;)
            {
                token.ThrowIfCancellationRequested();
                hash.AppendData(buffer, 0, read);
                progress?.Report(done += read);
            }
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
