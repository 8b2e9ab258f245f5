using Hodl.Core.Solvers;
using static TorchSharp.torch;

namespace Hodl.Core.Hypergradients;

/// <summary>
/// Central differences along random directions, against which any gradient of the same function can be held. A random unit direction d sees
/// of an error e only ⟨e, d⟩ ≈ ‖e‖/√N, so slopes are scaled by √N; and each tensor of ω enters in proportion to 1/‖g*‖ of
/// its own, so that the expected square of a slope's error is Σ_i (‖e_i‖/‖g_i*‖)²: no tensor hides behind a larger one. Some tensors
/// get a direction of their own too, first those whose gradient is zero.
/// </summary>
internal sealed class ReferenceCheck
{
    private const double MostWeight = 100;
    private const double Margin = 0.01;
    private readonly List<(Tensor[] Direction, double Scale, bool Unseen, Slope Slope)> slopes = [];

    /// <summary>Takes the differences.</summary>
    /// <param name="problem">Has ω.</param>
    /// <param name="reference">What decides how tensors are weighed, and evaluates the function.</param>
    /// <param name="options">How many directions.</param>
    /// <param name="random">Draws them.</param>
    /// <param name="levels">The most steps of the study of h.</param>
    public ReferenceCheck(LearningProblem problem, GradientReference reference, CertificateOptions options, Generator random, int levels)
    {
        foreach (var (direction, size, unseen) in Drawn(reference, options, random))
        {
            var length = Directions.Norm(direction);
            Tensor[] unit = [.. direction.Select(block => block / length)];
            var scale = length / size;
            bool Enough(Slope slope) => slope.Uncertainty * scale <= Margin * options.Threshold && slope.Kink * scale <= options.Threshold;
            slopes.Add((unit, scale, unseen, DirectionalDifference.Along(problem, reference.Value, unit, levels, Enough)));
        }

        (Own, OwnCosine) = (Error(reference.Vector), Cosine(reference.Vector));
    }

    /// <summary>The largest error that the slopes show of the reference itself.</summary>
    public double Own { get; }

    /// <summary>Cosine between its directional derivatives and the slopes.</summary>
    public double OwnCosine { get; }

    /// <summary>Directions taken.</summary>
    public int Count => slopes.Count;

    /// <summary>The largest uncertainty of a slope, on the scale of errors.</summary>
    public double Uncertainty => slopes.Max(slope => slope.Slope.Uncertainty * slope.Scale);

    /// <summary>The largest difference of one-sided slopes, on the same scale.</summary>
    public double Kink => slopes.Max(slope => slope.Slope.Kink * slope.Scale);

    /// <summary>The largest slope along a tensor that the reference has no gradient for, on the same scale: a part of φ that no graph shows.</summary>
    public double Unseen => slopes.Where(slope => slope.Unseen).Select(slope => Math.Abs(slope.Slope.Value) * slope.Scale).DefaultIfEmpty(0).Max();

    /// <summary>The unit directions.</summary>
    public IReadOnlyList<Tensor[]> Units => [.. slopes.Select(slope => slope.Direction)];

    private double Error(IReadOnlyList<Tensor> gradient) =>
        Directions.Along(gradient, Units).Select((value, i) => Math.Abs(value - slopes[i].Slope.Value) * slopes[i].Scale).Max();

    private double Cosine(IReadOnlyList<Tensor> gradient) =>
        Agreement.Of([.. Directions.Along(gradient, Units).Select((value, i) => value * slopes[i].Scale)], [.. slopes.Select(slope => slope.Slope.Value * slope.Scale)]).Cosine;

    // Each with the length that a slope along it is measured in.
    private static IEnumerable<(Tensor[] Direction, double Size, bool Unseen)> Drawn(GradientReference reference, CertificateOptions options, Generator random)
    {
        Tensor[] gradient = reference.Vector;
        var whole = reference.Norm;
        var scale = whole == 0 ? 1 : whole;
        double[] norms = [.. gradient.Select(block => block.norm().item<double>())];
        Tensor Draw(int i) => randn(gradient[i].shape, dtype: float64, generator: random);
        for (var j = 0; j < options.RandomDirections; j++)
        {
            yield return ([.. gradient.Select((_, i) => Draw(i) * (norms[i] == 0 ? 1 : Math.Min(MostWeight, scale / norms[i])))], scale, false);
        }

        if (gradient.Length > 1)
        {
            foreach (var i in Enumerable.Range(0, gradient.Length).OrderBy(i => norms[i] == 0 ? 0 : 1).ThenByDescending(i => norms[i]).Take(options.MostTensors))
            {
                yield return ([.. gradient.Select((block, other) => other == i ? Draw(i) : zeros_like(block))], norms[i] == 0 ? scale : norms[i], norms[i] == 0);
            }
        }
    }
}
