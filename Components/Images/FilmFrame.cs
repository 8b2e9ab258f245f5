namespace Hodl.Components.Images;

/// <summary>One picture of a film.</summary>
/// <param name="Image">Which film: the picture's name.</param>
/// <param name="Step">Outer step at which it was taken.</param>
/// <param name="Address">Where its pixels are.</param>
/// <param name="Height">Rows.</param>
/// <param name="Width">Columns.</param>
/// <param name="Words">What was measured at this step, in words.</param>
public sealed record FilmFrame(string Image, long Step, string Address, int Height, int Width, string Words);
