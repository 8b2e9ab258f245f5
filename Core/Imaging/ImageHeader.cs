namespace Hodl.Core.Imaging;

/// <summary>What an image file says about itself before its pixels are read.</summary>
/// <param name="Width">Columns, as stored (an orientation tag is not obeyed).</param>
/// <param name="Height">Rows, as stored.</param>
public readonly record struct ImageHeader(int Width, int Height);
