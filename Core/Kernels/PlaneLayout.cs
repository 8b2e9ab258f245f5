namespace Hodl.Core.Kernels;

/// <summary>How planes lie in memory for <see cref="DirectConvolution{L, V, T}"/>.</summary>
/// <param name="shape">Sizes.</param>
/// <param name="lanes">Numbers in a register.</param>
internal readonly struct PlaneLayout(FilterBankShape shape, int lanes)
{
    /// <summary>Numbers from row to row of a padded plane.</summary>
    public int Stride { get; } = shape.Width + shape.FilterWidth - 1;

    /// <summary>Numbers of a filtered plane that are computed: H rows of the stride, up to four registers.</summary>
    public int Computed { get; } = Up(shape.Height * (shape.Width + shape.FilterWidth - 1), 4 * lanes);

    /// <summary>Rows of the sums, up to a tile of four.</summary>
    public int SumRows { get; } = Up(shape.Height, 4);

    /// <summary>Columns of the sums, up to two registers.</summary>
    public int SumStride { get; } = Up(shape.Width, 2 * lanes);

    /// <summary>Numbers of a plane of sums.</summary>
    public int Sums => SumRows * (SumStride + (2 * lanes));

    /// <summary>Numbers of a filtered plane with room for registers that begin in its last row.</summary>
    public int Filtered => Computed + (4 * lanes);

    /// <summary>Numbers of a padded plane, with all that kernels read beyond its last row.</summary>
    public int Padded => Math.Max(Computed, SumRows * Stride) + ((shape.FilterHeight + 3) * Stride) + (8 * lanes);

    private static int Up(int value, int multiple) => (value + multiple - 1) / multiple * multiple;
}
