using Hodl.Core.Solvers;
using static TorchSharp.torch;

namespace Hodl.Core.Hypergradients;

/// <summary>Gradients over all tensors of ω as vectors.</summary>
internal static class Directions
{
    /// <summary>⟨gradient, direction⟩ for each direction.</summary>
    public static double[] Along(IReadOnlyList<Tensor> gradient, IReadOnlyList<Tensor[]> directions)
    {
        using var scope = NewDisposeScope();
        return [.. directions.Select(direction => gradient.Zip(direction, (g, d) => (g * d).sum().item<double>()).Sum())];
    }

    /// <summary>The gradient with zeros where nothing came.</summary>
    public static Tensor[] Whole(Hypergradient found, LearningProblem problem) => Whole(found.Gradients, problem);

    /// <summary>The same in float64 on the CPU.</summary>
    public static Tensor[] Whole(IReadOnlyList<Tensor?> gradients, LearningProblem problem) =>
        [.. gradients.Zip(problem.Learned(), (gradient, parameter) => gradient?.detach().to(float64).cpu().reshape(parameter.shape) ?? zeros_like(parameter).detach())];

    /// <summary>‖x‖₂ over all tensors.</summary>
    public static double Norm(IEnumerable<Tensor> x)
    {
        using var scope = NewDisposeScope();
        return Math.Sqrt(x.Sum(block => block.square().sum().item<double>()));
    }

    /// <summary>‖a − b‖₂ over all tensors.</summary>
    public static double Distance(IReadOnlyList<Tensor> a, IReadOnlyList<Tensor> b)
    {
        using var scope = NewDisposeScope();
        return Norm(a.Zip(b, (x, y) => x - y));
    }

    /// <summary>⟨a, b⟩ over all tensors.</summary>
    public static double Dot(IReadOnlyList<Tensor> a, IReadOnlyList<Tensor> b)
    {
        using var scope = NewDisposeScope();
        return a.Zip(b, (x, y) => (x * y).sum().item<double>()).Sum();
    }
}
