using Hodl.Core.Solvers;
using static TorchSharp.torch;

namespace Hodl.Core.Hypergradients;

/// <summary>
/// Unit directions of ω along which hypergradients are compared: the gradient's own; its part in each tensor of ω, with
/// noise, so that an error in one tensor cannot hide behind a longer one; and mixtures with random vectors.
/// </summary>
internal static class Directions
{
    /// <summary>The directions at a gradient; random ones alone when it is zero.</summary>
    public static IReadOnlyList<Tensor[]> Of(IReadOnlyList<Tensor> gradient, CertificateOptions options, Generator random)
    {
        var found = new List<Tensor[]>();
        if (Norm(gradient) > 0)
        {
            found.Add(Unit(gradient));
        }

        if (gradient.Count > 1)
        {
            foreach (var i in Enumerable.Range(0, gradient.Count).OrderByDescending(i => gradient[i].numel()).Take(options.MostTensors))
            {
                Tensor[] zero = [.. gradient.Select(block => zeros_like(block))];
                var noise = randn(gradient[i].shape, dtype: float64, generator: random);
                var norm = gradient[i].norm().item<double>();
                zero[i] = norm == 0 ? noise : (gradient[i] / norm) + (noise * (0.7 / noise.norm()));
                found.Add(Unit(zero));
            }
        }

        // One number has one direction.
        var more = gradient.Sum(block => block.numel()) > 1 ? options.RandomDirections : 1 - found.Count;
        for (var i = 0; i < more; i++)
        {
            var other = Unit([.. gradient.Select(block => randn(block.shape, dtype: float64, generator: random))]);
            found.Add(Norm(gradient) == 0 ? other : Unit([.. Unit(gradient).Zip(other, (a, b) => a + (b * 0.7))]));
        }

        return found;
    }

    /// <summary>⟨gradient, direction⟩ for each direction.</summary>
    public static double[] Along(IReadOnlyList<Tensor> gradient, IReadOnlyList<Tensor[]> directions) =>
        [.. directions.Select(direction => gradient.Zip(direction, (g, d) => (g * d).sum().item<double>()).Sum())];

    /// <summary>The gradient with zeros where nothing came.</summary>
    public static Tensor[] Whole(Hypergradient found, LearningProblem problem) =>
        [.. found.Gradients.Zip(problem.Learned(), (gradient, parameter) => gradient ?? zeros_like(parameter).detach())];

    /// <summary>‖x‖₂ over all tensors.</summary>
    public static double Norm(IEnumerable<Tensor> x) => Math.Sqrt(x.Sum(block => block.square().sum().item<double>()));

    private static Tensor[] Unit(IReadOnlyList<Tensor> x)
    {
        var norm = Norm(x);
        return [.. x.Select(block => block / norm)];
    }
}
