using Hodl.Core.Imaging;

namespace Hodl.Core.Data;

/// <summary>An image of a data set.</summary>
/// <param name="Name">File name without its extension, or a generated name.</param>
/// <param name="Image">The pixels.</param>
public sealed record NamedImage(string Name, Image Image);
