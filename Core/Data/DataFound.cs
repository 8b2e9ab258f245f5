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
    /// Reads every file: the fingerprint is what a run that loads the whole set records, and images, kernels and idx files are
    /// decoded, so that a damaged one is named.
    /// </summary>
    /// <param name="progress">Told the bytes read so far, after each file and about every mebibyte.</param>
    /// <param name="token">Stops between two reads.</param>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public DataCheck Check(IProgress<long>? progress, CancellationToken token)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var damaged = new List<string>();
        var buffer = new byte[1 << 20];
        var done = 0L;
        foreach (var (file, name) in DataContent.Files(this))
        {
            using var raw = File.OpenRead(file);
            var length = raw.Length;
            try
            {
                foreach (var (part, bytes) in DataContent.Parts(Data.Kind, name, raw))
                {
                    hash.AppendData(Encoding.UTF8.GetBytes(part + '\0'));
                    Read(bytes, () => progress?.Report(done + Math.Min(raw.Position, length)));
                }

                if (Damage(file) is { } sentence)
                {
                    damaged.Add(sentence);
                }
            }
            catch (InvalidDataException error)
            {
                damaged.Add($"{file}: {error.Message}");
            }

            progress?.Report(done += length);
        }

        return new DataCheck(Convert.ToHexStringLower(hash.GetHashAndReset()), damaged);

        void Read(Stream bytes, Action tell)
        {
            for (int read; (read = bytes.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false)) > 0;)
            {
                token.ThrowIfCancellationRequested();
                hash.AppendData(buffer, 0, read);
                tell();
            }
        }
    }

    private string? Damage(string file)
    {
        try
        {
            _ = Data.Kind switch
            {
                DataKind.Kernels => KernelFile.Load(file).Count,
                DataKind.Images or DataKind.Pairs => ImageFile.Load(file).Height,
                DataKind.Archives when IdxFile.PlainName(file) is not null => IdxFile.Read(file).Shape.Length,
                _ => 0,
            };
            return null;
        }
        catch (Exception error) when (error is ImageFileException or InvalidDataException)
        {
            return error.Message;
        }
    }
}
