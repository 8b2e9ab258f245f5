using System.Numerics;
using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace Hodl.Core.Kernels;

/// <summary>The loops in the widest vectors that .NET offers for the processor, with the rest of each row one by one.</summary>
internal sealed class ElementLoops<T> : ElementLoops
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public override void Rectify(Tensor x, Tensor offset)
    {
        Span<T> sx = Values(x), so = Values(offset);
        Span<Vector<T>> vx = Vectors(sx), vo = Vectors(so);
        for (var i = 0; i < vx.Length; i++)
        {
            vx[i] = Vector.Max(vx[i] + vo[i], Vector<T>.Zero);
        }

        for (var i = vx.Length * Vector<T>.Count; i < sx.Length; i++)
        {
            sx[i] = T.Max(sx[i] + so[i], T.Zero);
        }
    }

    public override void RectifyAdjoint(Tensor g, Tensor result, Tensor sum)
    {
        Span<T> sg = Values(g), sr = Values(result), ss = Values(sum);
        Span<Vector<T>> vg = Vectors(sg), vr = Vectors(sr), vs = Vectors(ss);
        for (var i = 0; i < vg.Length; i++)
        {
            var kept = Vector.ConditionalSelect(Vector.Equals(vr[i], Vector<T>.Zero), Vector<T>.Zero, vg[i]);
            vg[i] = kept;
            vs[i] += kept;
        }

        for (var i = vg.Length * Vector<T>.Count; i < sg.Length; i++)
        {
            sg[i] = sr[i] == T.Zero ? T.Zero : sg[i];
            ss[i] += sg[i];
        }
    }

    public override void Shrink(Tensor w, Tensor offset, Tensor theta, Tensor u, Tensor next, double alpha)
    {
        Span<T> sw = Values(w), so = Values(offset), st = Values(theta), su = Values(u), sn = Values(next);
        var (n, a) = (st.Length, T.CreateTruncating(alpha));
        for (var row = 0; row < sw.Length; row += n)
        {
            ShrinkRow(sw.Slice(row, n), so.Slice(row, n), st, su.Slice(row, n), sn.Slice(row, n), a);
        }
    }

    public override void ShrinkAdjoint(Tensor g, Tensor w, Tensor z, Tensor offsetSum, Tensor thetaSum, double alpha)
    {
        Span<T> sg = Values(g), sw = Values(w), sz = Values(z), so = Values(offsetSum), st = Values(thetaSum);
        var (n, a) = (st.Length, T.CreateTruncating(alpha));
        for (var row = 0; row < sg.Length; row += n)
        {
            ShrinkAdjointRow(sg.Slice(row, n), sw.Slice(row, n), sz.Slice(row, n), so.Slice(row, n), st, a);
        }
    }

    private static void ShrinkRow(Span<T> w, Span<T> offset, Span<T> theta, Span<T> u, Span<T> next, T alpha)
    {
        Span<Vector<T>> vw = Vectors(w), vo = Vectors(offset), vt = Vectors(theta), vu = Vectors(u), vn = Vectors(next);
        for (var i = 0; i < vw.Length; i++)
        {
            var z = vw[i] + vo[i];
            var shrunk = Vector.Max(z - vt[i], Vector<T>.Zero) + Vector.Min(z + vt[i], Vector<T>.Zero);
            vw[i] = shrunk;
            vn[i] = vu[i] + ((shrunk - vu[i]) * alpha);
        }

        for (var i = vw.Length * Vector<T>.Count; i < w.Length; i++)
        {
            var z = w[i] + offset[i];
            w[i] = T.Max(z - theta[i], T.Zero) + T.Min(z + theta[i], T.Zero);
            next[i] = u[i] + ((w[i] - u[i]) * alpha);
        }
    }

    private static void ShrinkAdjointRow(Span<T> g, Span<T> w, Span<T> z, Span<T> offsetSum, Span<T> thetaSum, T alpha)
    {
        Span<Vector<T>> vg = Vectors(g), vw = Vectors(w), vz = Vectors(z), vo = Vectors(offsetSum), vt = Vectors(thetaSum);
        for (var i = 0; i < vg.Length; i++)
        {
            var passed = vg[i] * alpha;
            var kept = Vector.ConditionalSelect(Vector.Equals(vw[i], Vector<T>.Zero), Vector<T>.Zero, passed);
            vz[i] = kept;
            vo[i] += kept;
            vt[i] += Vector.ConditionalSelect(Vector.LessThan(vw[i], Vector<T>.Zero), kept, -kept);
            vg[i] -= passed;
        }

        for (var i = vg.Length * Vector<T>.Count; i < g.Length; i++)
        {
            var passed = g[i] * alpha;
            z[i] = w[i] == T.Zero ? T.Zero : passed;
            offsetSum[i] += z[i];
            thetaSum[i] += w[i] < T.Zero ? z[i] : -z[i];
            g[i] -= passed;
        }
    }

    private static Span<T> Values(Tensor tensor) => MemoryMarshal.Cast<byte, T>(tensor.bytes);

    private static Span<Vector<T>> Vectors(Span<T> values) => MemoryMarshal.Cast<T, Vector<T>>(values);
}
