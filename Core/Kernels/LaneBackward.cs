using System.Numerics;
using System.Runtime.CompilerServices;

namespace Hodl.Core.Kernels;

/// <summary>
/// Σ_k C_kᵀ w_k two rows of w at a time, the transpose of <see cref="LaneForward{L, V, T}"/> with the same saving: for w = (W₀, W₁) by even and
/// odd rows, A = E·W₀, B = O·W₁, S = (E + O)·(W₀ + W₁) give rows 2m and 2m + 1 of the padded image as A_m + B_m−1 and
/// S_m − A_m − B_m. The sum over filters stays in lanes until no row of w reaches a row any more.
/// </summary>
internal sealed unsafe class LaneBackward<L, V, T> : IDisposable
    where L : ILanes<V, T>
    where V : struct
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly FilterBankShape shape;
    private readonly LaneLayout layout;
    private readonly LaneFilters<T> filters;
    private readonly AlignedMemory<T> rows, ring, images;
    private readonly int left;

    public LaneBackward(FilterBankShape shape, LaneLayout layout, LaneFilters<T> filters)
    {
        (this.shape, this.layout, this.filters) = (shape, layout, filters);
        left = shape.FilterWidth - 1 - (shape.FilterWidth / 2);
        rows = new(3L * layout.WideRow);
        ring = new(3L * (layout.EvenRows + 1) * layout.SumRow);
        images = new((long)shape.Items * layout.ImageRows * shape.Width);
    }

    /// <summary>Makes ready for the first pair of rows of an image.</summary>
    public void Begin() => new Span<T>(ring.Pointer, 3 * (layout.EvenRows + 1) * layout.SumRow).Clear();

    /// <summary>Takes both rows of w at a register and a column.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Put(int register, int column, V even, V odd)
    {
        var to = rows.Pointer + (((register * layout.Stride) + left + column) * L.Count);
        L.Store(even, to);
        L.Store(odd, to + layout.WideRow);
        L.Store(L.Add(even, odd), to + (2 * layout.WideRow));
    }

    /// <summary>Adds a pair of rows; pairs come in their order.</summary>
    public void Step(int item, int pair)
    {
        int n = L.Count, width = shape.Width * n, right = (shape.FilterWidth - 1 - left) * n;
        for (var part = 0; part < 3; part++)
        {
            for (var register = 0; register < layout.Registers; register++)
            {
                var row = rows.Pointer + ((long)part * layout.WideRow) + ((long)register * layout.Stride * n);
                new Span<T>(row + width, left * n).CopyTo(new(row, left * n));
                new Span<T>(row + (left * n), right).CopyTo(new(row + (left * n) + width, right));
                for (var a = 0; a < (part == 1 ? layout.OddRows : layout.EvenRows); a++)
                {
                    LaneRows<L, V, T>.AddRow(row, filters.Back(part, register, a), Sum(part, pair + a), shape.Width);
                }
            }
        }

        Retire(item, pair);
    }

    /// <summary>After the last pair, which is <paramref name="end"/> − 1.</summary>
    public void Finish(int item, int end)
    {
        for (var m = end; m < end + layout.EvenRows; m++)
        {
            Retire(item, m);
        }
    }

    /// <summary>image += what pairs <paramref name="from"/> … <paramref name="end"/> − 1 gave an item, the padding folded back.</summary>
    public void Collect(int item, int from, int end, T* image)
    {
        var top = shape.FilterHeight / 2;
        for (var row = 2 * from; row < Math.Min(2 * (end + layout.EvenRows), shape.Height + shape.FilterHeight - 1); row++)
        {
            T* source = Row(item, row), to = image + ((long)((row - top + shape.Height) % shape.Height) * shape.Width);
            for (var j = 0; j < shape.Width; j++)
            {
                to[j] += source[j];
            }
        }
    }

    public void Dispose()
    {
        rows.Dispose();
        ring.Dispose();
        images.Dispose();
    }

    // Rows 2m and 2m + 1 are complete: lanes are summed, and the place in the ring that comes next is cleared.
    private void Retire(int item, int m)
    {
        T* a = Sum(0, m), b = Sum(1, m), s = Sum(2, m), before = Sum(1, m + layout.EvenRows);
        T* even = Row(item, 2 * m), odd = even + shape.Width;
        for (var j = 0; j < shape.Width; j++)
        {
            var at = j * L.Count;
            V sum = L.Load(a + at);
            even[j] = T.CreateTruncating(L.Sum(L.Add(sum, L.Load(before + at))));
            odd[j] = T.CreateTruncating(L.Sum(L.Subtract(L.Subtract(L.Load(s + at), sum), L.Load(b + at))));
        }

        new Span<T>(a, layout.SumRow).Clear();
        new Span<T>(s, layout.SumRow).Clear();
        new Span<T>(before, layout.SumRow).Clear();
    }

    private T* Sum(int part, int m) => ring.Pointer + ((long)((part * (layout.EvenRows + 1)) + (m % (layout.EvenRows + 1))) * layout.SumRow);

    private T* Row(int item, int row) => images.Pointer + ((((long)item * layout.ImageRows) + row) * shape.Width);
}
