using Hodl.Core.Imaging;

namespace Hodl.Core.Tests.Data;

/// <summary>A folder for one test, with shortcuts that fill it.</summary>
internal sealed class TempFolder : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("hodl-data-");

    public string Path => folder.FullName;

    public string Write(string name, byte[] bytes)
    {
        var path = System.IO.Path.Combine(Path, name);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, bytes);
        return path;
    }

    /// <summary>A colour PNG of one value, so that a test can tell files apart.</summary>
    public string Flat(string name, byte value, int height = 8, int width = 10) =>
        Write(name, ImageFile.EncodePng(new Image(height, width, 3, [.. Enumerable.Repeat(value / 255f, 3 * height * width)])));

    public void Dispose() => folder.Delete(recursive: true);
}
