namespace Hodl.Core.Kernels;

/// <summary>Sizes of a filter bank's work.</summary>
/// <param name="Items">B.</param>
/// <param name="Height">H ≥ kh.</param>
/// <param name="Width">W ≥ kw.</param>
/// <param name="Filters">K.</param>
/// <param name="FilterHeight">kh.</param>
/// <param name="FilterWidth">kw.</param>
public readonly record struct FilterBankShape(int Items, int Height, int Width, int Filters, int FilterHeight, int FilterWidth)
{
    /// <summary>The shape itself when it makes sense.</summary>
    /// <exception cref="ArgumentException">A size is below 1, or the filters are larger than the images.</exception>
    public FilterBankShape Checked() => Items < 1 || Filters < 1 || FilterHeight < 1 || FilterWidth < 1 || FilterHeight > Height || FilterWidth > Width
        ? throw new ArgumentException($"{Filters} filters of {FilterHeight} × {FilterWidth} on {Items} images of {Height} × {Width}: every size is at least 1, and filters fit into the images.")
        : this;
}
