namespace Hodl.Core.Imaging;

/// <summary>A file that should be an image is not, or is cut short or damaged.</summary>
/// <param name="file">The file, or a name for the bytes.</param>
/// <param name="reason">What the decoder says.</param>
public sealed class ImageFileException(string file, string reason) : Exception($"{file} is no readable image: {reason}")
{
    /// <summary>The file.</summary>
    public string File { get; } = file;
}
