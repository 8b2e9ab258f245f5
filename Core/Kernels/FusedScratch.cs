using System.Numerics;

namespace Hodl.Core.Kernels;

/// <summary>What one thread of a fused filter bank works in, with the passes between two convolutions.</summary>
internal sealed unsafe class FusedScratch<L, V, T, P> : IDisposable
    where L : ILanes<V, T>
    where V : struct
    where T : unmanaged, IFloatingPointIeee754<T>
    where P : ILanePenalty
{
    private readonly FilterBankShape shape;
    private readonly PlaneLayout layout;
    private readonly AlignedMemory<T> x, q, z, w, sums;

    /// <param name="shape">Sizes.</param>
    /// <param name="layout">Of planes.</param>
    /// <param name="from">First group of filters.</param>
    /// <param name="to">The group after the last.</param>
    public FusedScratch(FilterBankShape shape, PlaneLayout layout, int from, int to)
    {
        (this.shape, this.layout, From, To) = (shape, layout, from, to);
        (x, q, z, w) = (new(layout.Padded), new(layout.Padded), new(4L * layout.Filtered), new(4L * layout.Padded));
        sums = new((long)shape.Items * layout.Sums);
    }

    /// <summary>First group of filters.</summary>
    public int From { get; }

    /// <summary>The group after the last.</summary>
    public int To { get; }

    /// <summary>A padded image.</summary>
    public T* X => x.Pointer;

    /// <summary>Another padded image.</summary>
    public T* Q => q.Pointer;

    /// <summary>Four filtered planes.</summary>
    public T* Z => z.Pointer;

    /// <summary>Four padded planes on the way back; also room for four filtered ones.</summary>
    public T* W => w.Pointer;

    /// <summary>Padded image ← image, its borders continued circularly: (i, j) goes to (i + ⌊kh/2⌋, j + ⌊kw/2⌋).</summary>
    public void Pad(T* image, T* to)
    {
        var (top, left) = (shape.FilterHeight / 2, shape.FilterWidth / 2);
        for (var row = 0; row < shape.Height; row++)
        {
            new Span<T>(image + ((long)row * shape.Width), shape.Width).CopyTo(new(to + ((long)(row + top) * layout.Stride) + left, shape.Width));
        }

        Wrap(to, top, left);
    }

    /// <summary>w_f ← s φ′(z_f), padded for the way back.</summary>
    public void Weigh(int f, V s, V epsilon)
    {
        T* from = Z + ((long)f * layout.Filtered), to = W + ((long)f * layout.Padded);
        var (top, left) = (shape.FilterHeight - 1 - (shape.FilterHeight / 2), shape.FilterWidth - 1 - (shape.FilterWidth / 2));
        for (var row = 0; row < shape.Height; row++)
        {
            T* zs = from + ((long)row * layout.Stride), ws = to + ((long)(row + top) * layout.Stride) + left;
            for (var j = 0; j < shape.Width; j += L.Count)
            {
                L.Store(L.Multiply(s, P.First<L, V, T>(L.Load(zs + j), epsilon)), ws + j);
            }
        }

        Wrap(to, top, left);
    }

    /// <summary>w_f ← d ∘ z_f, padded for the way back.</summary>
    public void Multiply(int f, T* d)
    {
        T* from = Z + ((long)f * layout.Filtered), to = W + ((long)f * layout.Padded);
        var (top, left) = (shape.FilterHeight - 1 - (shape.FilterHeight / 2), shape.FilterWidth - 1 - (shape.FilterWidth / 2));
        for (var row = 0; row < shape.Height; row++)
        {
            var at = (long)row * layout.Stride;
            var ws = to + ((long)(row + top) * layout.Stride) + left;
            for (var j = 0; j < shape.Width; j += L.Count)
            {
                L.Store(L.Multiply(L.Load(d + at + j), L.Load(from + at + j)), ws + j);
            }
        }

        Wrap(to, top, left);
    }

    /// <summary>The item's sums ← 0.</summary>
    public void Clear(int item) => new Span<T>(Sums(item), layout.Sums).Clear();

    /// <summary>The item's sums += Σ_f C_fᵀ w_f over the four planes.</summary>
    /// <param name="item">Which image.</param>
    /// <param name="filters">Four filters, flipped.</param>
    public void AddAdjoint(int item, T* filters)
    {
        var (kh, kw, n) = (shape.FilterHeight, shape.FilterWidth, L.Count);
        for (var row = 0; row < shape.Height; row += 4)
        {
            var o = Sums(item) + ((long)row * layout.SumStride);
            var from = W + ((long)row * layout.Stride);
            for (var column = 0; column < shape.Width;)
            {
                if (shape.Width - column > 2 * n)
                {
                    DirectConvolution<L, V, T>.AddTile4(from + column, layout.Padded, 4, layout.Stride, filters, kh, kw, o + column, layout.SumStride);
                    column += 4 * n;
                }
                else
                {
                    DirectConvolution<L, V, T>.AddTile2(from + column, layout.Padded, 4, layout.Stride, filters, kh, kw, o + column, layout.SumStride);
                    column += 2 * n;
                }
            }
        }
    }

    /// <summary>image ← the item's sums, or image += them.</summary>
    public void Collect(int item, T* image, bool first)
    {
        for (var row = 0; row < shape.Height; row++)
        {
            T* from = Sums(item) + ((long)row * layout.SumStride), to = image + ((long)row * shape.Width);
            if (first)
            {
                new Span<T>(from, shape.Width).CopyTo(new(to, shape.Width));
                continue;
            }

            for (var j = 0; j < shape.Width; j++)
            {
                to[j] += from[j];
            }
        }
    }

    /// <summary>
    /// From z = C x, v = C q and d = s φ″(z): z ← s φ′(z), v ← d ∘ v, both 0 in the halo's columns.
    /// </summary>
    /// <returns>⟨φ′(C x), C q⟩.</returns>
    public double MixedPlane(T* z, T* v, T* d, V s, V epsilon)
    {
        var sum = 0.0;
        for (var row = 0; row < shape.Height; row++)
        {
            var at = (long)row * layout.Stride;
            V partial = default;
            var j = 0;
            for (; j + L.Count <= shape.Width; j += L.Count)
            {
                V slope = P.First<L, V, T>(L.Load(z + at + j), epsilon), filtered = L.Load(v + at + j);
                partial = L.MultiplyAdd(slope, filtered, partial);
                L.Store(L.Multiply(s, slope), z + at + j);
                L.Store(L.Multiply(L.Load(d + at + j), filtered), v + at + j);
            }

            sum += L.Sum(partial);
            if (j < shape.Width)
            {
                sum += Rest(z + at + j, v + at + j, d + at + j, shape.Width - j, s, epsilon);
            }

            new Span<T>(z + at + shape.Width, layout.Stride - shape.Width).Clear();
            new Span<T>(v + at + shape.Width, layout.Stride - shape.Width).Clear();
        }

        new Span<T>(z + ((long)shape.Height * layout.Stride), layout.Computed - (shape.Height * layout.Stride)).Clear();
        new Span<T>(v + ((long)shape.Height * layout.Stride), layout.Computed - (shape.Height * layout.Stride)).Clear();
        return sum;
    }

    /// <summary>g += the gradient over a filter from the planes of <see cref="MixedPlane"/> and the padded q and x.</summary>
    public void AddFilterGradient(T* z, T* v, double* g) =>
        DirectConvolution<L, V, T>.AddFilterGradient(z, Q, v, X, layout.Stride, layout.Computed, shape.FilterHeight, shape.FilterWidth, g);

    public void Dispose()
    {
        x.Dispose();
        q.Dispose();
        z.Dispose();
        w.Dispose();
        sums.Dispose();
    }

    private T* Sums(int item) => sums.Pointer + ((long)item * layout.Sums);

    // The columns after the last whole register.
    private static double Rest(T* z, T* v, T* d, int count, V s, V epsilon)
    {
        var buffer = stackalloc T[3 * L.Count];
        T* zs = buffer, vs = buffer + L.Count, ds = vs + L.Count;
        new Span<T>(buffer, 3 * L.Count).Clear();
        new Span<T>(z, count).CopyTo(new(zs, count));
        new Span<T>(v, count).CopyTo(new(vs, count));
        new Span<T>(d, count).CopyTo(new(ds, count));
        V slope = P.First<L, V, T>(L.Load(zs), epsilon), filtered = L.Load(vs);
        L.Store(L.Multiply(s, slope), zs);
        L.Store(L.Multiply(L.Load(ds), filtered), vs);
        new Span<T>(zs, count).CopyTo(new(z, count));
        new Span<T>(vs, count).CopyTo(new(v, count));
        return L.Sum(L.Multiply(slope, filtered));
    }

    // Continues a padded plane circularly whose image begins at (top, left).
    private void Wrap(T* plane, int top, int left)
    {
        var (right, bottom) = (shape.FilterWidth - 1 - left, shape.FilterHeight - 1 - top);
        for (var row = top; row < top + shape.Height; row++)
        {
            var line = plane + ((long)row * layout.Stride);
            for (var j = 0; j < left; j++)
            {
                line[j] = line[j + shape.Width];
            }

            for (var j = 0; j < right; j++)
            {
                line[left + shape.Width + j] = line[left + j];
            }
        }

        Span<T> Row(int row) => new(plane + ((long)row * layout.Stride), layout.Stride);
        for (var i = 0; i < top; i++)
        {
            Row(i + shape.Height).CopyTo(Row(i));
        }

        for (var i = 0; i < bottom; i++)
        {
            Row(top + i).CopyTo(Row(top + shape.Height + i));
        }
    }
}
