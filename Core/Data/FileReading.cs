using System.Security.Cryptography;
using System.Text;
using Hodl.Core.Imaging;

namespace Hodl.Core.Data;

/// <summary>Reads files one after another, keeping their common fingerprint and the list of damaged ones.</summary>
internal sealed class FileReading(DamagedFiles damaged) : IDisposable
{
    private readonly IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly List<string> skipped = [];

    public IReadOnlyList<string> Skipped => skipped;

    /// <summary>The image; null when it is damaged and may be left out.</summary>
    public Image? Decode(string file)
    {
        try
        {
            var bytes = File.ReadAllBytes(file);
            var image = ImageFile.Decode(bytes, file);
            hash.AppendData(Encoding.UTF8.GetBytes(Path.GetFileName(file) + '\0'));
            hash.AppendData(bytes);
            return image;
        }
        catch (ImageFileException error)
        {
            Damaged(error);
            return null;
        }
    }

    public void Damaged(ImageFileException error)
    {
        if (damaged == DamagedFiles.Refuse)
        {
            throw error;
        }

        skipped.Add(error.Message);
    }

    public string Sha256() => Convert.ToHexStringLower(hash.GetCurrentHash());

    public void Dispose() => hash.Dispose();
}
