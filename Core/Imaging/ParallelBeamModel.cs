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
        return dense.dtype == float64 ? tensor(Share(dense.data<double>().ToArray(), project), shape) : tensor(Share(dense.data<float>().ToArray(), project), shape);
    }

    // Every (image, angle, pixel): weights of the bins at floor(p) and floor(p) + 1, in float64.
    private T[] Share<T>(T[] from, bool project)
        where T : IFloatingPointIeee754<T>
    {
        var (pixels, bins) = (side * side, angles.Length * side);
        var items = from.Length / (project ? pixels : bins);
        var to = new T[items * (project ? bins : pixels)];
        var middle = (side - 1) / 2.0;
        for (var item = 0; item < items; item++)
        {
            var image = (project ? from : to).AsSpan(item * pixels, pixels);
            for (var angle = 0; angle < angles.Length; angle++)
            {
                var detector = (project ? to : from).AsSpan((item * bins) + (angle * side), side);
                var (cos, sin) = angles[angle];
                for (var row = 0; row < side; row++)
                {
                    var line = image.Slice(row * side, side);
                    for (var column = 0; column < side; column++)
                    {
                        var position = (cos * (column - middle)) + (sin * (row - middle)) + middle;
                        var low = (int)Math.Floor(position);
                        var share = position - low;
                        Cell(ref line[column], detector, low, T.CreateTruncating((1 - share) / side), project);
                        Cell(ref line[column], detector, low + 1, T.CreateTruncating(share / side), project);
                    }
                }
            }
        }

        return to;
    }

    private static void Cell<T>(ref T pixel, Span<T> detector, int bin, T weight, bool project)
        where T : IFloatingPointIeee754<T>
    {
        if ((uint)bin < (uint)detector.Length)
        {
            if (project)
            {
                detector[bin] += weight * pixel;
            }
            else
            {
                pixel += weight * detector[bin];
            }
        }
    }

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
}
