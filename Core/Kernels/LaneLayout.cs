namespace Hodl.Core.Kernels;

/// <summary>
/// How a filter bank lies in memory that has one filter in each lane: a row of filtered pixels is [registers, W, lanes], so
/// that 48 filters of float32 fill three registers of 512 bits and no lane works for the halo of an image.
/// </summary>
/// <param name="shape">Sizes.</param>
/// <param name="lanes">Numbers in a register.</param>
internal readonly struct LaneLayout(FilterBankShape shape, int lanes)
{
    /// <summary>Registers that are worked on together.</summary>
    public const int Block = 3;

    /// <summary>Columns of a filter that the way back is written for.</summary>
    public const int Columns = 7;

    /// <summary>Registers of a pixel, a multiple of <see cref="Block"/>.</summary>
    public int Registers { get; } = (shape.Filters + (Block * lanes) - 1) / (Block * lanes) * Block;

    /// <summary>Pairs of rows of an image; the last one has only one row where H is odd.</summary>
    public int Pairs { get; } = (shape.Height + 1) / 2;

    /// <summary>Rows 0, 2, … of a filter.</summary>
    public int EvenRows { get; } = (shape.FilterHeight + 1) / 2;

    /// <summary>Rows 1, 3, … of a filter.</summary>
    public int OddRows { get; } = shape.FilterHeight / 2;

    /// <summary>Numbers from row to row of a padded image, and its columns.</summary>
    public int Stride { get; } = shape.Width + shape.FilterWidth - 1;

    /// <summary>Rows of a padded image with those beyond that the last pair reads.</summary>
    public int ImageRows => (2 * (Pairs + EvenRows)) + 1;

    /// <summary>Numbers of a row of filtered pixels.</summary>
    public int Row { get; } = (shape.Filters + (Block * lanes) - 1) / (Block * lanes) * Block * shape.Width * lanes;

    /// <summary>Numbers of a row of filtered pixels, padded.</summary>
    public int WideRow => Registers * Stride * lanes;

    /// <summary>Numbers of a row of sums over the filters that still lie in lanes.</summary>
    public int SumRow { get; } = shape.Width * lanes;

    /// <summary>Whether lanes pay: filters of seven columns whose number nearly fills the registers.</summary>
    public static bool Suits(FilterBankShape shape, int lanes) =>
        shape.FilterWidth == Columns && shape.FilterHeight > 1 && new LaneLayout(shape, lanes).Registers * lanes <= 1.15 * shape.Filters;
}
