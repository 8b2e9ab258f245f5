using System.Numerics;
using System.Runtime.CompilerServices;

namespace Hodl.Core.Kernels;

/// <summary>The inner loops of convolution with a filter in each lane, a row of pixels at a time.</summary>
internal static unsafe class LaneRows<L, V, T>
    where L : ILanes<V, T>
    where V : struct
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>
    /// z[·, j] = Σ_{a,b} c[a, b, ·] x[a·step + j + b] in three registers of filters: four pixels of them stay in twelve sums, so
    /// that three loads and four broadcasts feed twelve products.
    /// </summary>
    /// <param name="x">First row of the padded image.</param>
    /// <param name="step">Numbers from one row that counts to the next.</param>
    /// <param name="rows">Rows of the filters.</param>
    /// <param name="columns">Their columns.</param>
    /// <param name="c">[rows, columns, 3, lanes].</param>
    /// <param name="z">[3, width, lanes].</param>
    /// <param name="width">Pixels.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Correlate(T* x, int step, int rows, int columns, T* c, T* z, int width)
    {
        int n = L.Count, plane = width * n, j = 0;
        for (; j + 4 <= width; j += 4)
        {
            V a0 = default, a1 = default, a2 = default, a3 = default, b0 = default, b1 = default, b2 = default, b3 = default;
            V c0 = default, c1 = default, c2 = default, c3 = default;
            var k = c;
            for (var a = 0; a < rows; a++)
            {
                var from = x + ((long)a * step) + j;
                for (var b = 0; b < columns; b++, from++, k += 3 * n)
                {
                    V f0 = L.Load(k), f1 = L.Load(k + n), f2 = L.Load(k + (2 * n));
                    var v = L.All(from[0]);
                    a0 = L.MultiplyAdd(v, f0, a0);
                    b0 = L.MultiplyAdd(v, f1, b0);
                    c0 = L.MultiplyAdd(v, f2, c0);
                    v = L.All(from[1]);
                    a1 = L.MultiplyAdd(v, f0, a1);
                    b1 = L.MultiplyAdd(v, f1, b1);
                    c1 = L.MultiplyAdd(v, f2, c1);
                    v = L.All(from[2]);
                    a2 = L.MultiplyAdd(v, f0, a2);
                    b2 = L.MultiplyAdd(v, f1, b2);
                    c2 = L.MultiplyAdd(v, f2, c2);
                    v = L.All(from[3]);
                    a3 = L.MultiplyAdd(v, f0, a3);
                    b3 = L.MultiplyAdd(v, f1, b3);
                    c3 = L.MultiplyAdd(v, f2, c3);
                }
            }

            var to = z + (j * n);
            Store(a0, a1, a2, a3, to);
            Store(b0, b1, b2, b3, to + plane);
            Store(c0, c1, c2, c3, to + (2 * plane));
        }

        for (; j < width; j++)
        {
            V a0 = default, b0 = default, c0 = default;
            var k = c;
            for (var a = 0; a < rows; a++)
            {
                var from = x + ((long)a * step) + j;
                for (var b = 0; b < columns; b++, from++, k += 3 * n)
                {
                    var v = L.All(from[0]);
                    a0 = L.MultiplyAdd(v, L.Load(k), a0);
                    b0 = L.MultiplyAdd(v, L.Load(k + n), b0);
                    c0 = L.MultiplyAdd(v, L.Load(k + (2 * n)), c0);
                }
            }

            L.Store(a0, z + (j * n));
            L.Store(b0, z + plane + (j * n));
            L.Store(c0, z + (2 * plane) + (j * n));
        }
    }

    /// <summary>o[j] += Σ_b c[b] w[j + b] lane by lane, seven columns: the filters' row and a window of pixels stay in registers.</summary>
    /// <param name="w">Padded row of one register, [width + 6, lanes].</param>
    /// <param name="c">[7, lanes].</param>
    /// <param name="o">[width, lanes].</param>
    /// <param name="width">Pixels.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void AddRow(T* w, T* c, T* o, int width)
    {
        var n = L.Count;
        V c0 = L.Load(c), c1 = L.Load(c + n), c2 = L.Load(c + (2 * n)), c3 = L.Load(c + (3 * n)), c4 = L.Load(c + (4 * n)), c5 = L.Load(c + (5 * n)), c6 = L.Load(c + (6 * n));
        V w0 = L.Load(w), w1 = L.Load(w + n), w2 = L.Load(w + (2 * n)), w3 = L.Load(w + (3 * n)), w4 = L.Load(w + (4 * n)), w5 = L.Load(w + (5 * n));
        w += 6 * n;
        for (var end = o + ((long)width * n); o < end; o += n, w += n)
        {
            var w6 = L.Load(w);
            var sum = L.MultiplyAdd(c0, w0, L.Load(o));
            sum = L.MultiplyAdd(c1, w1, sum);
            sum = L.MultiplyAdd(c2, w2, sum);
            sum = L.MultiplyAdd(c3, w3, sum);
            sum = L.MultiplyAdd(c4, w4, sum);
            sum = L.MultiplyAdd(c5, w5, sum);
            L.Store(L.MultiplyAdd(c6, w6, sum), o);
            (w0, w1, w2, w3, w4, w5) = (w1, w2, w3, w4, w5, w6);
        }
    }

    /// <summary>
    /// g[a, b, ·] += Σ_j u[·, j] q[a·stride + j + b] + v[·, j] x[a·stride + j + b] for one row of pixels in three registers of filters,
    /// four columns of the filters a pass.
    /// </summary>
    /// <param name="u">[3, width, lanes].</param>
    /// <param name="q">First row of a padded image.</param>
    /// <param name="v">[3, width, lanes].</param>
    /// <param name="x">First row of another padded image.</param>
    /// <param name="stride">Numbers from row to row of both.</param>
    /// <param name="rows">Rows of the filters.</param>
    /// <param name="columns">Their columns.</param>
    /// <param name="g">[rows, columns, 3, lanes].</param>
    /// <param name="width">Pixels.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void AddFilterGradient(T* u, T* q, T* v, T* x, int stride, int rows, int columns, T* g, int width)
    {
        int n = L.Count, plane = width * n;
        var sums = stackalloc T[12 * n];
        for (var a = 0; a < rows; a++, q += stride, x += stride)
        {
            for (var b = 0; b < columns; b += 4)
            {
                V a0 = default, a1 = default, a2 = default, a3 = default, b0 = default, b1 = default, b2 = default, b3 = default;
                V c0 = default, c1 = default, c2 = default, c3 = default;
                for (var pass = 0; pass < 2; pass++)
                {
                    T* from = (pass == 0 ? q : x) + b, with = pass == 0 ? u : v;
                    for (var j = 0; j < width; j++, from++, with += n)
                    {
                        V f0 = L.Load(with), f1 = L.Load(with + plane), f2 = L.Load(with + (2 * plane));
                        var s = L.All(from[0]);
                        a0 = L.MultiplyAdd(s, f0, a0);
                        b0 = L.MultiplyAdd(s, f1, b0);
                        c0 = L.MultiplyAdd(s, f2, c0);
                        s = L.All(from[1]);
                        a1 = L.MultiplyAdd(s, f0, a1);
                        b1 = L.MultiplyAdd(s, f1, b1);
                        c1 = L.MultiplyAdd(s, f2, c1);
                        s = L.All(from[2]);
                        a2 = L.MultiplyAdd(s, f0, a2);
                        b2 = L.MultiplyAdd(s, f1, b2);
                        c2 = L.MultiplyAdd(s, f2, c2);
                        s = L.All(from[3]);
                        a3 = L.MultiplyAdd(s, f0, a3);
                        b3 = L.MultiplyAdd(s, f1, b3);
                        c3 = L.MultiplyAdd(s, f2, c3);
                    }
                }

                Three(a0, b0, c0, sums);
                Three(a1, b1, c1, sums + (3 * n));
                Three(a2, b2, c2, sums + (6 * n));
                Three(a3, b3, c3, sums + (9 * n));
                var to = g + ((((long)a * columns) + b) * 3 * n);
                for (var i = 0; i < Math.Min(4, columns - b) * 3 * n; i += n)
                {
                    L.Store(L.Add(L.Load(to + i), L.Load(sums + i)), to + i);
                }
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Three(V a, V b, V c, T* to)
    {
        L.Store(a, to);
        L.Store(b, to + L.Count);
        L.Store(c, to + (2 * L.Count));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(V a, V b, V c, V d, T* to)
    {
        L.Store(a, to);
        L.Store(b, to + L.Count);
        L.Store(c, to + (2 * L.Count));
        L.Store(d, to + (3 * L.Count));
    }
}
