namespace Hodl.Core.Imaging;

/// <summary>A point-spread function. Its centre is (⌊H/2⌋, ⌊W/2⌋), as MATLAB's <c>psf2otf</c> has it.</summary>
public sealed record BlurKernel
{
    /// <summary>Takes the weights and divides them by their sum, so that a blur keeps the brightness.</summary>
    /// <param name="height">Rows.</param>
    /// <param name="width">Columns.</param>
    /// <param name="weights">Row by row; not negative, not all 0.</param>
    /// <exception cref="ArgumentException">The numbers are no kernel.</exception>
    public BlurKernel(int height, int width, IReadOnlyList<double> weights)
    {
        ArgumentNullException.ThrowIfNull(weights);
        var sum = weights.Sum();
        if (height < 1 || width < 1 || weights.Count != (long)height * width || weights.Any(weight => !(weight >= 0)) || !(sum > 0) || double.IsInfinity(sum))
        {
            throw new ArgumentException($"{weights.Count} numbers with the sum {sum} are no blur kernel of {height} × {width}: weights are finite, not negative and not all 0.", nameof(weights));
        }

        (Height, Width, Weights) = (height, width, [.. weights.Select(weight => weight / sum)]);
    }

    /// <summary>Rows.</summary>
    public int Height { get; }

    /// <summary>Columns.</summary>
    public int Width { get; }

    /// <summary>Row by row, sum 1.</summary>
    public IReadOnlyList<double> Weights { get; }

    /// <summary>The weight at a row and a column.</summary>
    public double this[int row, int column] => Weights[(row * Width) + column];
}
