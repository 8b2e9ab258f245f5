namespace Hodl.Core.Data;

/// <summary>An image file and the file of its reference.</summary>
/// <param name="Name">Of both, without folder and ending.</param>
/// <param name="Image">Path of what is judged.</param>
/// <param name="Reference">Path of the truth.</param>
public sealed record ImagePair(string Name, string Image, string Reference);
