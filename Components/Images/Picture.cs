namespace Hodl.Components.Images;

/// <summary>An image by its address, with what it shows.</summary>
/// <param name="Name">Which picture; pictures of one name stand side by side.</param>
/// <param name="Role"><c>input</c>, <c>output</c>, <c>reference</c> or another.</param>
/// <param name="Address">Where its pixels are.</param>
/// <param name="Step">Outer step at which it was taken.</param>
/// <param name="Height">Rows.</param>
/// <param name="Width">Columns.</param>
/// <param name="Metrics">Quality against the reference, by metric name.</param>
public sealed record Picture(string Name, string Role, string Address, long Step, int Height, int Width, IReadOnlyDictionary<string, double> Metrics);
