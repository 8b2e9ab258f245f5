using System.Collections.Concurrent;
using System.Numerics;
using Hodl.Core.Torch;
using static TorchSharp.torch;

namespace Hodl.Core.Imaging;

/// <summary>
/// Small parallel-beam CT: line integrals of a square image, [B, 1, n, n] ↦ [B, 1, angles, n], in units of the image's side. A
/// pixel at (x, y) from the centre falls on the detector at x cos θ + y sin θ and is shared by the two nearest bins in proportion
/// (pixel-driven, as in Siddon-type models the mass is kept where the detector reaches). Both directions are loops over the same
/// weights, so that the adjoint is exact, and each is the other's derivative. On the CPU.
/// </summary>
public sealed class ParallelBeamModel : IForwardModel
{
    private const long MostKept = 1 << 21;

    private readonly ConcurrentDictionary<Type, object> kept = [];
    private readonly int side;
    private readonly (double Cos, double Sin)[] angles;

    /// <summary>Angles at equal distances over half a turn.</summary>
    /// <param name="side">n.</param>
    /// <param name="angles">How many, ≥ 1.</param>
    /// <param name="type">Of the images, float32 or float64.</param>
    public ParallelBeamModel(int side, int angles, ScalarType type)
    {
        this.side = side;
        this.angles = [.. Enumerable.Range(0, angles).Select(i => (Math.Cos(i * Math.PI / angles), Math.Sin(i * Math.PI / angles)))];
        SquaredNorm = Norm(type);
    }

    /// <inheritdoc/>
    public double SquaredNorm { get; }

    /// <inheritdoc/>
    public Tensor Apply(Tensor x) => CustomFunction.Apply([x], _ => Loop(x, project: true), (_, gradient) => [Adjoint(gradient)]);

    /// <inheritdoc/>
    public Tensor Adjoint(Tensor y) => CustomFunction.Apply([y], _ => Loop(y, project: false), (_, gradient) => [Apply(gradient)]);

    private Tensor Loop(Tensor from, bool project)
    {
        using var dense = from.detach().contiguous();
        long[] shape = project ? [from.shape[0], 1, angles.Length, side] : [from.shape[0], 1, side, side];
        return dense.dtype == float64 ? tensor(Share(dense.ToArray<double>(), project), shape) : tensor(Share(dense.ToArray<float>(), project), shape);
    }

    // Every (image, angle, pixel): weights of the bins at floor(p) and floor(p) + 1, in float64. Bins that the detector does not have
    // lie in its margins: they take what falls there, and hold 0 on the way back.
    private T[] Share<T>(T[] from, bool project)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var (pixels, bins, wide) = (side * side, angles.Length * side, side + (2 * Margin));
        var items = from.Length / (project ? pixels : bins);
        var to = new T[items * (project ? bins : pixels)];
        var detectors = new T[items * wide];
        var lines = Lines<T>();
        for (var angle = 0; angle < angles.Length; angle++)
        {
            Array.Clear(detectors);
            for (var item = 0; item < items && !project; item++)
            {
                from.AsSpan((item * bins) + (angle * side), side).CopyTo(detectors.AsSpan((item * wide) + Margin));
            }

            for (var row = 0; row < side; row++)
            {
                var line = lines(angle, row);
                for (var item = 0; item < items; item++)
                {
                    var detector = detectors.AsSpan(item * wide, wide);
                    if (project)
                    {
                        line.Project(from.AsSpan((item * pixels) + (row * side), side), detector);
                    }
                    else
                    {
                        line.Collect(detector, to.AsSpan((item * pixels) + (row * side), side));
                    }
                }
            }

            for (var item = 0; item < items && project; item++)
            {
                detectors.AsSpan((item * wide) + Margin, side).CopyTo(to.AsSpan((item * bins) + (angle * side)));
            }
        }

        return to;
    }

    // All rows at all angles, placed once; of a large model, whose places would fill the memory, each anew.
    private Func<int, int, Line<T>> Lines<T>()
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if ((long)angles.Length * side * side > MostKept)
        {
            var line = new Line<T>(side, Margin);
            return (angle, row) => line.At(angles[angle], row);
        }

        var all = (Line<T>[])kept.GetOrAdd(typeof(T), _ => angles
            .SelectMany(angle => Enumerable.Range(0, side).Select(row => new Line<T>(side, Margin).At(angle, row))).ToArray());
        return (angle, row) => all[(angle * side) + row];
    }

    // A pixel lies at most (√2 − 1)/2 of the side beyond the detector, and shares with the next bin.
    private int Margin => (side / 4) + 2;

    // Power iterations; AᵀA has no negative entry, so the constant image is never orthogonal to the leading eigenvector.
    private double Norm(ScalarType type)
    {
        using var ungraded = no_grad();
        using var scope = NewDisposeScope();
        var (x, norm) = (ones([1, 1, side, side], dtype: type), 1.0);
        for (var i = 0; i < 50; i++)
        {
            x = Adjoint(Apply(x));
            norm = x.norm().to(float64).item<double>();
            x = x / norm;
        }

        return norm * 1.001;
    }

    // Where the pixels of a row of the image fall: in bin Low (of the detector with its margin) with weight First, in the next with Second.
    private sealed class Line<T>(int side, int margin)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        private readonly int[] low = new int[side];
        private readonly T[] first = new T[side];
        private readonly T[] second = new T[side];

        public Line<T> At((double Cos, double Sin) angle, int row)
        {
            var length = side + Vector<double>.Count;
            Span<double> floors = side <= 1024 ? stackalloc double[length] : new double[length];
            Span<double> shares = side <= 1024 ? stackalloc double[length] : new double[length];
            var middle = (side - 1) / 2.0;
            var (cos, sin, half) = (new Vector<double>(angle.Cos), new Vector<double>(angle.Sin * (row - middle)), new Vector<double>(middle));
            for (var column = 0; column < side; column += Vector<double>.Count)
            {
                var position = ((Vector.CreateSequence<double>(column, 1) - half) * cos) + sin + half;
                var floor = Vector.Floor(position);
                floor.CopyTo(floors[column..]);
                (position - floor).CopyTo(shares[column..]);
            }

            for (var column = 0; column < side; column++)
            {
                low[column] = (int)floors[column] + margin;
                first[column] = T.CreateTruncating((1 - shares[column]) / side);
                second[column] = T.CreateTruncating(shares[column] / side);
            }

            return this;
        }

        public void Project(ReadOnlySpan<T> pixels, Span<T> detector)
        {
            var (bins, ones, twos) = (low, first, second);
            for (var column = 0; column < pixels.Length; column++)
            {
                var pair = detector.Slice(bins[column], 2);
                pair[0] += ones[column] * pixels[column];
                pair[1] += twos[column] * pixels[column];
            }
        }

        public void Collect(ReadOnlySpan<T> detector, Span<T> pixels)
        {
            var (bins, ones, twos) = (low, first, second);
            for (var column = 0; column < pixels.Length; column++)
            {
                var pair = detector.Slice(bins[column], 2);
                pixels[column] = pixels[column] + (ones[column] * pair[0]) + (twos[column] * pair[1]);
            }
        }
    }
}
