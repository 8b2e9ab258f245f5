using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using static TorchSharp.torch;

namespace Hodl.Core.Kernels;

/// <summary>
/// The loops in vectors of 256 bits, which .NET maps to the processor's own (two of 128 bits where it has no wider ones),
/// with the rest of each row one by one.
/// </summary>
internal sealed class ElementLoops<T> : ElementLoops
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private static readonly int Lanes = Vector256<T>.Count;

    // What a byte of sign bits stands for: all bits of lane i where bit i is set.
    private readonly Vector256<T>[] masks = [.. Enumerable.Range(0, 1 << Vector256<T>.Count).Select(Mask)];

    public override int SignBytes(long width) => 2 * (((int)width + Lanes - 1) / Lanes);

    public override void Rectify(Tensor x, Tensor offset)
    {
        Span<T> all = Values(x), offsets = Values(offset);
        var width = (int)x.shape[^1];
        for (var start = 0; start < all.Length; start += width)
        {
            Span<T> row = all.Slice(start, width), add = Row(offsets, start, width);
            Span<Vector256<T>> v = Vectors(row), va = Vectors(add);
            for (var i = 0; i < v.Length; i++)
            {
                v[i] = Vector256.Max(v[i] + va[i], Vector256<T>.Zero);
            }

            for (var i = v.Length * Lanes; i < width; i++)
            {
                row[i] = T.Max(row[i] + add[i], T.Zero);
            }
        }
    }

    public override void RectifyAdjoint(Tensor g, Tensor result, Tensor sum)
    {
        Span<T> all = Values(g), results = Values(result), sums = Values(sum);
        var width = (int)g.shape[^1];
        for (var start = 0; start < all.Length; start += width)
        {
            Span<T> row = all.Slice(start, width), rectified = results.Slice(start, width), total = Row(sums, start, width);
            Span<Vector256<T>> v = Vectors(row), vr = Vectors(rectified), vt = Vectors(total);
            for (var i = 0; i < v.Length; i++)
            {
                var kept = Vector256.AndNot(v[i], Vector256.Equals(vr[i], Vector256<T>.Zero));
                v[i] = kept;
                vt[i] += kept;
            }

            for (var i = v.Length * Lanes; i < width; i++)
            {
                row[i] = rectified[i] == T.Zero ? T.Zero : row[i];
                total[i] += row[i];
            }
        }
    }

    public override void Shrink(Tensor z, Tensor offset, Tensor theta, Tensor u, Tensor next, Tensor signs, double alpha)
    {
        Span<T> zs = Values(z), offsets = Values(offset), t = Values(theta), us = Values(u), nexts = Values(next);
        var bits = signs.bytes;
        var (a, width) = (T.CreateTruncating(alpha), t.Length);
        var rowBytes = SignBytes(width);
        for (int start = 0, bit = 0; start < zs.Length; start += width, bit += rowBytes)
        {
            ShrinkRow(zs.Slice(start, width), Row(offsets, start, width), t, us.Slice(start, width), nexts.Slice(start, width), bits.Slice(bit, rowBytes), a);
        }
    }

    public override void ShrinkAdjoint(Tensor g, Tensor signs, Tensor z, Tensor offsetSum, Tensor thetaSum, double alpha)
    {
        Span<T> gs = Values(g), zs = Values(z), sums = Values(offsetSum), t = Values(thetaSum);
        var bits = signs.bytes;
        var (a, width) = (T.CreateTruncating(alpha), t.Length);
        var rowBytes = SignBytes(width);
        for (int start = 0, bit = 0; start < gs.Length; start += width, bit += rowBytes)
        {
            ShrinkAdjointRow(gs.Slice(start, width), bits.Slice(bit, rowBytes), zs.Slice(start, width), Row(sums, start, width), t, a);
        }
    }

    public override (double ZU, double QU) SkipAdjoint(Tensor g, Tensor q, Tensor z, Tensor u)
    {
        Span<T> gs = Values(g), qs = Values(q), zs = Values(z), us = Values(u);
        var width = (int)g.shape[^1];
        double zu = 0, qu = 0;
        for (var start = 0; start < gs.Length; start += width)
        {
            Span<T> row = gs.Slice(start, width), rowQ = qs.Slice(start, width), rowZ = zs.Slice(start, width), rowU = us.Slice(start, width);
            Span<Vector256<T>> vg = Vectors(row), vq = Vectors(rowQ), vz = Vectors(rowZ), vu = Vectors(rowU);
            var (sumZ, sumQ) = (Vector256<T>.Zero, Vector256<T>.Zero);
            for (var i = 0; i < vg.Length; i++)
            {
                vg[i] += vq[i];
                sumZ += vz[i] * vu[i];
                sumQ += vq[i] * vu[i];
            }

            zu += double.CreateTruncating(Vector256.Sum(sumZ));
            qu += double.CreateTruncating(Vector256.Sum(sumQ));
            for (var i = vg.Length * Lanes; i < width; i++)
            {
                row[i] += rowQ[i];
                zu += double.CreateTruncating(rowZ[i] * rowU[i]);
                qu += double.CreateTruncating(rowQ[i] * rowU[i]);
            }
        }

        return (zu, qu);
    }

    private static void ShrinkRow(Span<T> z, Span<T> offset, Span<T> theta, Span<T> u, Span<T> next, Span<byte> signs, T alpha)
    {
        Span<Vector256<T>> vz = Vectors(z), vo = Vectors(offset), vt = Vectors(theta), vu = Vectors(u), vn = Vectors(next);
        for (var i = 0; i < vz.Length; i++)
        {
            var sum = vz[i] + vo[i];
            var w = Vector256.Max(sum - vt[i], Vector256<T>.Zero) + Vector256.Min(sum + vt[i], Vector256<T>.Zero);
            signs[2 * i] = (byte)Vector256.ExtractMostSignificantBits(Vector256.GreaterThan(w, Vector256<T>.Zero));
            signs[(2 * i) + 1] = (byte)Vector256.ExtractMostSignificantBits(Vector256.LessThan(w, Vector256<T>.Zero));
            vn[i] = vu[i] + ((w - vu[i]) * alpha);
        }

        if (vz.Length * Lanes < z.Length)
        {
            signs[^2..].Clear();
        }

        for (var i = vz.Length * Lanes; i < z.Length; i++)
        {
            var sum = z[i] + offset[i];
            var w = T.Max(sum - theta[i], T.Zero) + T.Min(sum + theta[i], T.Zero);
            var bit = (byte)(1 << (i % Lanes));
            signs[^2] |= w > T.Zero ? bit : (byte)0;
            signs[^1] |= w < T.Zero ? bit : (byte)0;
            next[i] = u[i] + ((w - u[i]) * alpha);
        }
    }

    private void ShrinkAdjointRow(Span<T> g, Span<byte> signs, Span<T> z, Span<T> offsetSum, Span<T> thetaSum, T alpha)
    {
        Span<Vector256<T>> vg = Vectors(g), vz = Vectors(z), vo = Vectors(offsetSum), vt = Vectors(thetaSum);
        for (var i = 0; i < vg.Length; i++)
        {
            var passed = vg[i] * alpha;
            var (positive, negative) = (passed & masks[signs[2 * i]], passed & masks[signs[(2 * i) + 1]]);
            vz[i] = positive + negative;
            vo[i] += positive + negative;
            vt[i] += negative - positive;
            vg[i] -= passed;
        }

        for (var i = vg.Length * Lanes; i < g.Length; i++)
        {
            var passed = g[i] * alpha;
            var bit = 1 << (i % Lanes);
            var sign = (signs[^2] & bit) != 0 ? T.One : (signs[^1] & bit) != 0 ? -T.One : T.Zero;
            z[i] = sign == T.Zero ? T.Zero : passed;
            offsetSum[i] += z[i];
            thetaSum[i] -= sign * z[i];
            g[i] -= passed;
        }
    }

    private static Vector256<T> Mask(int bits)
    {
        var lanes = new T[Lanes];
        for (var i = 0; i < lanes.Length; i++)
        {
            lanes[i] = (bits >> i & 1) == 1 ? T.One : T.Zero;
        }

        return Vector256.Equals(Vector256.Create(lanes), Vector256<T>.One);
    }

    private static Span<T> Row(Span<T> values, int start, int width) => values.Length == width ? values : values.Slice(start, width);

    private static Span<T> Values(Tensor tensor) => MemoryMarshal.Cast<byte, T>(tensor.bytes);

    private static Span<Vector256<T>> Vectors(Span<T> values) => MemoryMarshal.Cast<T, Vector256<T>>(values);
}
