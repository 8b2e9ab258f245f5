using Hodl.Core.Imaging;

namespace Hodl.Core.Data;

/// <summary>A degraded image with the truth.</summary>
/// <param name="Name">Of the input's file, without its extension.</param>
/// <param name="Input">What a method is given.</param>
/// <param name="Target">What it should give; of the same size and channels.</param>
public sealed record PairedImage(string Name, Image Input, Image Target);
