using System.Numerics;
using System.Runtime.CompilerServices;

namespace Hodl.Core.Kernels;

/// <summary>
/// z = C x two rows at a time. With the rows of the padded image and of the filters parted into even and odd ones, x = (X₀, X₁),
/// c = (E, O), rows 2r and 2r + 1 of z take three products in place of four (Karatsuba; the fast FIR of two phases):
/// P_r = E·X₀, Q_r = O·X₁, S_r = (E + O)·(X₁,r + X₀,r+1) give z_2r = P_r + Q_r and z_2r+1 = S_r − P_r+1 − Q_r, 11 rows of
/// products for filters of seven rows in place of 14.
/// </summary>
internal sealed unsafe class LaneForward<L, V, T> : IDisposable
    where L : ILanes<V, T>
    where V : struct
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly FilterBankShape shape;
    private readonly LaneLayout layout;
    private readonly LaneFilters<T> filters;
    private readonly AlignedMemory<T> image, sums, q, s, p0, p1;
    private T* p;
    private T* next;

    public LaneForward(FilterBankShape shape, LaneLayout layout, LaneFilters<T> filters)
    {
        (this.shape, this.layout, this.filters) = (shape, layout, filters);
        (image, sums) = (new((long)layout.ImageRows * layout.Stride), new((long)(layout.Pairs + layout.EvenRows) * layout.Stride));
        (q, s, p0, p1) = (new(layout.Row), new(layout.Row), new(layout.Row), new(layout.Row));
        p = p0.Pointer;
        next = p1.Pointer;
    }

    /// <summary>The padded image.</summary>
    public T* Image => image.Pointer;

    /// <summary>Takes an image, [H, W], and makes ready for a pair of rows.</summary>
    public void Begin(T* source, int pair)
    {
        var (top, left) = (shape.FilterHeight / 2, shape.FilterWidth / 2);
        for (var row = 0; row < shape.Height + shape.FilterHeight - 1; row++)
        {
            var from = new ReadOnlySpan<T>(source + ((long)((row - top + shape.Height) % shape.Height) * shape.Width), shape.Width);
            var to = new Span<T>(Image + ((long)row * layout.Stride), layout.Stride);
            from[^left..].CopyTo(to);
            from.CopyTo(to[left..]);
            from[..(shape.FilterWidth - 1 - left)].CopyTo(to[(left + shape.Width)..]);
        }

        for (var row = pair; row < layout.Pairs + layout.EvenRows; row++)
        {
            T* odd = Image + (((2L * row) + 1) * layout.Stride), to = sums.Pointer + ((long)row * layout.Stride);
            for (var j = 0; j < layout.Stride; j++)
            {
                to[j] = odd[j] + odd[j + layout.Stride];
            }
        }

        Correlate(Image + (2L * pair * layout.Stride), 2 * layout.Stride, layout.EvenRows, 0, next);
    }

    /// <summary>The rows of a pair; pairs come in their order.</summary>
    public void Step(int pair)
    {
        var last = p;
        p = next;
        next = last;
        var from = Image + (2L * pair * layout.Stride);
        Correlate(from + (2 * layout.Stride), 2 * layout.Stride, layout.EvenRows, 0, next);
        Correlate(from + layout.Stride, 2 * layout.Stride, layout.OddRows, 1, q.Pointer);
        Correlate(sums.Pointer + ((long)pair * layout.Stride), layout.Stride, layout.EvenRows, 2, s.Pointer);
    }

    /// <summary>Both rows of z at an offset into [registers, W, lanes].</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public (V Even, V Odd) At(int at)
    {
        var odd = L.Load(q.Pointer + at);
        return (L.Add(L.Load(p + at), odd), L.Subtract(L.Subtract(L.Load(s.Pointer + at), L.Load(next + at)), odd));
    }

    public void Dispose()
    {
        image.Dispose();
        sums.Dispose();
        q.Dispose();
        s.Dispose();
        p0.Dispose();
        p1.Dispose();
    }

    private void Correlate(T* from, int step, int rows, int part, T* to)
    {
        for (var block = 0; block < layout.Registers / LaneLayout.Block; block++)
        {
            LaneRows<L, V, T>.Correlate(from, step, rows, shape.FilterWidth, filters.Forth(part, block), to + (block * LaneLayout.Block * layout.SumRow), shape.Width);
        }
    }
}
