namespace Hodl.Server.Store;

/// <summary>An image of an imported run.</summary>
/// <param name="Path">Its path below the imported folder, or its tag; it says what the image shows.</param>
/// <param name="Bytes">Size of the image file.</param>
/// <param name="Read">Reads the image file.</param>
public sealed record ImportedImage(string Path, long Bytes, Func<byte[]> Read)
{
    /// <summary>The step at which it was taken; null where only the path may say it.</summary>
    public long? Step { get; init; }
}
