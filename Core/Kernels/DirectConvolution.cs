using System.Numerics;
using System.Runtime.CompilerServices;

namespace Hodl.Core.Kernels;

/// <summary>
/// The inner loops of direct convolution on padded planes. A plane is a run of rows of one stride, halo included; sums run
/// over whole registers and leave numbers without meaning in the columns of the halo.
/// </summary>
internal static unsafe class DirectConvolution<L, V, T>
    where L : ILanes<V, T>
    where V : struct
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>
    /// z_f[i] = Σ_{a,b} c[(a·kw + b)·4 + f] x[i + a·stride + b] for four filters at once, i = 0 … length − 1, length a
    /// multiple of four registers. Sixteen sums stay in registers: four loads and four broadcasts feed sixteen products.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Correlate(T* x, int stride, T* c, int kh, int kw, T* z, long plane, int length)
    {
        var n = L.Count;
        for (var i = 0; i < length; i += 4 * n)
        {
            V a0 = default, a1 = default, a2 = default, a3 = default, b0 = default, b1 = default, b2 = default, b3 = default;
            V c0 = default, c1 = default, c2 = default, c3 = default, d0 = default, d1 = default, d2 = default, d3 = default;
            var k = c;
            for (var a = 0; a < kh; a++)
            {
                var from = x + i + ((long)a * stride);
                for (var b = 0; b < kw; b++, from++, k += 4)
                {
                    V x0 = L.Load(from), x1 = L.Load(from + n), x2 = L.Load(from + (2 * n)), x3 = L.Load(from + (3 * n));
                    var w = L.All(k[0]);
                    a0 = L.MultiplyAdd(x0, w, a0);
                    a1 = L.MultiplyAdd(x1, w, a1);
                    a2 = L.MultiplyAdd(x2, w, a2);
                    a3 = L.MultiplyAdd(x3, w, a3);
                    w = L.All(k[1]);
                    b0 = L.MultiplyAdd(x0, w, b0);
                    b1 = L.MultiplyAdd(x1, w, b1);
                    b2 = L.MultiplyAdd(x2, w, b2);
                    b3 = L.MultiplyAdd(x3, w, b3);
                    w = L.All(k[2]);
                    c0 = L.MultiplyAdd(x0, w, c0);
                    c1 = L.MultiplyAdd(x1, w, c1);
                    c2 = L.MultiplyAdd(x2, w, c2);
                    c3 = L.MultiplyAdd(x3, w, c3);
                    w = L.All(k[3]);
                    d0 = L.MultiplyAdd(x0, w, d0);
                    d1 = L.MultiplyAdd(x1, w, d1);
                    d2 = L.MultiplyAdd(x2, w, d2);
                    d3 = L.MultiplyAdd(x3, w, d3);
                }
            }

            Store(a0, a1, a2, a3, z + i);
            Store(b0, b1, b2, b3, z + plane + i);
            Store(c0, c1, c2, c3, z + (2 * plane) + i);
            Store(d0, d1, d2, d3, z + (3 * plane) + i);
        }
    }

    /// <summary>
    /// o[j, i] += Σ_f Σ_{a,b} c_f[a·kw + b] w_f[(j + a)·stride + i + b] for four rows j and four registers of columns: a row
    /// of w that is loaded once serves up to four rows of o.
    /// </summary>
    /// <param name="w">First plane, at the tile's first row and column.</param>
    /// <param name="plane">Numbers from plane to plane.</param>
    /// <param name="filters">Planes.</param>
    /// <param name="stride">Numbers from row to row of w.</param>
    /// <param name="c">Filters one after the other.</param>
    /// <param name="kh">Rows of a filter.</param>
    /// <param name="kw">Columns of a filter.</param>
    /// <param name="o">The tile's corner.</param>
    /// <param name="ostride">Numbers from row to row of o.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void AddTile4(T* w, long plane, int filters, int stride, T* c, int kh, int kw, T* o, int ostride)
    {
        var n = L.Count;
        T* o1 = o + ostride, o2 = o1 + ostride, o3 = o2 + ostride;
        V a0 = L.Load(o), a1 = L.Load(o + n), a2 = L.Load(o + (2 * n)), a3 = L.Load(o + (3 * n));
        V b0 = L.Load(o1), b1 = L.Load(o1 + n), b2 = L.Load(o1 + (2 * n)), b3 = L.Load(o1 + (3 * n));
        V c0 = L.Load(o2), c1 = L.Load(o2 + n), c2 = L.Load(o2 + (2 * n)), c3 = L.Load(o2 + (3 * n));
        V d0 = L.Load(o3), d1 = L.Load(o3 + n), d2 = L.Load(o3 + (2 * n)), d3 = L.Load(o3 + (3 * n));
        for (var f = 0; f < filters; f++, w += plane, c += kh * kw)
        {
            for (var r = 0; r < kh + 3; r++)
            {
                // Row r of w meets row r − j of the filter in row j of o; these hold for the whole row, so they are predicted.
                bool in0 = r < kh, in1 = r >= 1 && r <= kh, in2 = r >= 2 && r <= kh + 1, in3 = r >= 3;
                var from = w + ((long)r * stride);
                var k = c + (r * kw);
                for (var b = 0; b < kw; b++, from++, k++)
                {
                    V x0 = L.Load(from), x1 = L.Load(from + n), x2 = L.Load(from + (2 * n)), x3 = L.Load(from + (3 * n));
                    if (in0)
                    {
                        var s = L.All(k[0]);
                        a0 = L.MultiplyAdd(x0, s, a0);
                        a1 = L.MultiplyAdd(x1, s, a1);
                        a2 = L.MultiplyAdd(x2, s, a2);
                        a3 = L.MultiplyAdd(x3, s, a3);
                    }

                    if (in1)
                    {
                        var s = L.All(k[-kw]);
                        b0 = L.MultiplyAdd(x0, s, b0);
                        b1 = L.MultiplyAdd(x1, s, b1);
                        b2 = L.MultiplyAdd(x2, s, b2);
                        b3 = L.MultiplyAdd(x3, s, b3);
                    }

                    if (in2)
                    {
                        var s = L.All(k[-2 * kw]);
                        c0 = L.MultiplyAdd(x0, s, c0);
                        c1 = L.MultiplyAdd(x1, s, c1);
                        c2 = L.MultiplyAdd(x2, s, c2);
                        c3 = L.MultiplyAdd(x3, s, c3);
                    }

                    if (in3)
                    {
                        var s = L.All(k[-3 * kw]);
                        d0 = L.MultiplyAdd(x0, s, d0);
                        d1 = L.MultiplyAdd(x1, s, d1);
                        d2 = L.MultiplyAdd(x2, s, d2);
                        d3 = L.MultiplyAdd(x3, s, d3);
                    }
                }
            }
        }

        Store(a0, a1, a2, a3, o);
        Store(b0, b1, b2, b3, o1);
        Store(c0, c1, c2, c3, o2);
        Store(d0, d1, d2, d3, o3);
    }

    /// <summary>The same for two registers of columns, where the image ends before four.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void AddTile2(T* w, long plane, int filters, int stride, T* c, int kh, int kw, T* o, int ostride)
    {
        var n = L.Count;
        T* o1 = o + ostride, o2 = o1 + ostride, o3 = o2 + ostride;
        V a0 = L.Load(o), a1 = L.Load(o + n), b0 = L.Load(o1), b1 = L.Load(o1 + n);
        V c0 = L.Load(o2), c1 = L.Load(o2 + n), d0 = L.Load(o3), d1 = L.Load(o3 + n);
        for (var f = 0; f < filters; f++, w += plane, c += kh * kw)
        {
            for (var r = 0; r < kh + 3; r++)
            {
                bool in0 = r < kh, in1 = r >= 1 && r <= kh, in2 = r >= 2 && r <= kh + 1, in3 = r >= 3;
                var from = w + ((long)r * stride);
                var k = c + (r * kw);
                for (var b = 0; b < kw; b++, from++, k++)
                {
                    V x0 = L.Load(from), x1 = L.Load(from + n);
                    if (in0)
                    {
                        var s = L.All(k[0]);
                        a0 = L.MultiplyAdd(x0, s, a0);
                        a1 = L.MultiplyAdd(x1, s, a1);
                    }

                    if (in1)
                    {
                        var s = L.All(k[-kw]);
                        b0 = L.MultiplyAdd(x0, s, b0);
                        b1 = L.MultiplyAdd(x1, s, b1);
                    }

                    if (in2)
                    {
                        var s = L.All(k[-2 * kw]);
                        c0 = L.MultiplyAdd(x0, s, c0);
                        c1 = L.MultiplyAdd(x1, s, c1);
                    }

                    if (in3)
                    {
                        var s = L.All(k[-3 * kw]);
                        d0 = L.MultiplyAdd(x0, s, d0);
                        d1 = L.MultiplyAdd(x1, s, d1);
                    }
                }
            }
        }

        Pair(a0, a1, o);
        Pair(b0, b1, o1);
        Pair(c0, c1, o2);
        Pair(d0, d1, o3);
    }

    /// <summary>
    /// g[a·kw + b] += Σ_i u[i] q[i + a·stride + b] + v[i] x[i + a·stride + b], the gradient over a filter; u and v are 0 in the
    /// halo's columns. Four columns of the filter a pass.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void AddFilterGradient(T* u, T* q, T* v, T* x, int stride, int length, int kh, int kw, double* g)
    {
        var n = L.Count;
        var sums = stackalloc double[4];
        for (var a = 0; a < kh; a++)
        {
            for (var b = 0; b < kw; b += 4)
            {
                V s0 = default, s1 = default, s2 = default, s3 = default, t0 = default, t1 = default, t2 = default, t3 = default;
                T* qs = q + ((long)a * stride) + b, xs = x + ((long)a * stride) + b;
                for (var i = 0; i < length; i += n, qs += n, xs += n)
                {
                    V us = L.Load(u + i), vs = L.Load(v + i);
                    s0 = L.MultiplyAdd(us, L.Load(qs), s0);
                    t0 = L.MultiplyAdd(vs, L.Load(xs), t0);
                    s1 = L.MultiplyAdd(us, L.Load(qs + 1), s1);
                    t1 = L.MultiplyAdd(vs, L.Load(xs + 1), t1);
                    s2 = L.MultiplyAdd(us, L.Load(qs + 2), s2);
                    t2 = L.MultiplyAdd(vs, L.Load(xs + 2), t2);
                    s3 = L.MultiplyAdd(us, L.Load(qs + 3), s3);
                    t3 = L.MultiplyAdd(vs, L.Load(xs + 3), t3);
                }

                sums[0] = L.Sum(L.Add(s0, t0));
                sums[1] = L.Sum(L.Add(s1, t1));
                sums[2] = L.Sum(L.Add(s2, t2));
                sums[3] = L.Sum(L.Add(s3, t3));
                for (var j = 0; j < 4 && b + j < kw; j++)
                {
                    g[(a * kw) + b + j] += sums[j];
                }
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(V a, V b, V c, V d, T* to)
    {
        Pair(a, b, to);
        Pair(c, d, to + (2 * L.Count));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Pair(V a, V b, T* to)
    {
        L.Store(a, to);
        L.Store(b, to + L.Count);
    }
}
