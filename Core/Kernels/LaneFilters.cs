using System.Numerics;

namespace Hodl.Core.Kernels;

/// <summary>Filters and strengths in lanes, for both ways: rows 0, 2, … (E), rows 1, 3, … (O), and their sums E + O.</summary>
internal sealed unsafe class LaneFilters<T> : IDisposable
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly FilterBankShape shape;
    private readonly LaneLayout layout;
    private readonly int lanes;
    private readonly AlignedMemory<T> forth, back, strengths;

    public LaneFilters(FilterBankShape shape, LaneLayout layout, int lanes)
    {
        (this.shape, this.layout, this.lanes) = (shape, layout, lanes);
        var numbers = 3L * layout.EvenRows * shape.FilterWidth * layout.Registers * lanes;
        (forth, back, strengths) = (new(numbers), new(numbers), new(layout.Registers * lanes));
    }

    /// <summary>s, [registers, lanes].</summary>
    public T* Strengths => strengths.Pointer;

    private long Block => (long)layout.EvenRows * shape.FilterWidth * LaneLayout.Block * lanes;

    private long Register => (long)layout.EvenRows * shape.FilterWidth * lanes;

    /// <summary>Takes c, [K, kh, kw], and s, [K].</summary>
    public void Bind(ReadOnlySpan<T> c, ReadOnlySpan<T> s)
    {
        s.CopyTo(new Span<T>(strengths.Pointer, s.Length));
        for (var k = 0; k < shape.Filters; k++)
        {
            var (register, lane) = (k / lanes, k % lanes);
            for (var a = 0; a < layout.EvenRows; a++)
            {
                for (var b = 0; b < shape.FilterWidth; b++)
                {
                    var even = c[(((k * shape.FilterHeight) + (2 * a)) * shape.FilterWidth) + b];
                    var odd = a < layout.OddRows ? c[(((k * shape.FilterHeight) + (2 * a) + 1) * shape.FilterWidth) + b] : T.Zero;
                    Put(0, even);
                    Put(1, odd);
                    Put(2, even + odd);

                    void Put(int part, T value)
                    {
                        Forth(part, register / LaneLayout.Block)[(((((a * shape.FilterWidth) + b) * LaneLayout.Block) + (register % LaneLayout.Block)) * lanes) + lane] = value;
                        Back(part, register, a)[((shape.FilterWidth - 1 - b) * lanes) + lane] = value;
                    }
                }
            }
        }
    }

    /// <summary>Part 0 (E), 1 (O) or 2 (E + O) of a block of registers for z = C x: [rows, kw, 3, lanes].</summary>
    public T* Forth(int part, int block) => forth.Pointer + (((part * (layout.Registers / LaneLayout.Block)) + block) * Block);

    /// <summary>A row of a part for Cᵀ w, flipped: [kw, lanes].</summary>
    public T* Back(int part, int register, int row) => back.Pointer + (((part * layout.Registers) + register) * Register) + ((long)row * shape.FilterWidth * lanes);

    public void Dispose()
    {
        forth.Dispose();
        back.Dispose();
        strengths.Dispose();
    }
}
