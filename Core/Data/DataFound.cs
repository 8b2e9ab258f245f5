using System.Security.Cryptography;
using System.Text;
using Hodl.Core.Imaging;

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
    /// Reads every file: the fingerprint is what a run that loads the whole set records, and images and kernels are
    /// decoded, so that a damaged one is named.
    /// </summary>
    /// <param name="progress">Told the bytes read so far, after each file and about every mebibyte.</param>
    /// <param name="token">Stops between two reads.</param>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public DataCheck Check(IProgress<long>? progress, CancellationToken token)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var damaged = new List<string>();
        var done = 0L;
        foreach (var file in Files)
        {
            hash.AppendData(Encoding.UTF8.GetBytes(Path.GetFileName(file) + '\0'));
            using var stream = File.OpenRead(file);
            var decoded = Data.Kind is DataKind.Images or DataKind.Pairs or DataKind.Kernels;
            var buffer = new byte[decoded ? stream.Length : 1 << 20];
            for (int read; (read = stream.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false)) > 0;)
            {
                token.ThrowIfCancellationRequested();
                hash.AppendData(buffer, 0, read);
                progress?.Report(done += read);
                if (decoded)
                {
                    break;
                }
            }

            if (decoded && Damage(file, buffer) is { } sentence)
            {
                damaged.Add(sentence);
            }
        }

        return new DataCheck(Convert.ToHexStringLower(hash.GetHashAndReset()), damaged);
    }

    private string? Damage(string file, byte[] bytes)
    {
        try
        {
            _ = Data.Kind == DataKind.Kernels ? KernelFile.Load(file).Count : ImageFile.Decode(bytes, file).Height;
            return null;
        }
        catch (Exception error) when (error is ImageFileException or InvalidDataException)
        {
            return error.Message;
        }
    }
}
