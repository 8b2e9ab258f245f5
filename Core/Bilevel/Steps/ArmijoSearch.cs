using static TorchSharp.torch;

namespace Hodl.Core.Bilevel.Steps;

/// <summary>
/// Backtracking until ℓ(γ + αd) ≤ ℓ(γ) + c·α⟨g, d⟩ (Armijo), c = 1e-4. Every trial is a lower-level solve; after so many
/// halvings the last, tiny step is taken.
/// </summary>
internal static class ArmijoSearch
{
    private const double Decrease = 1e-4;
    private const int MostHalvings = 20;

    /// <summary>α.</summary>
    public static double Length(Tensor upper, double loss, Tensor gradient, Tensor direction, double start, Func<Tensor, double> evaluate)
    {
        var slope = Euclid.Dot(gradient, direction);
        var length = start;
        for (var i = 0; i < MostHalvings; i++)
        {
            using var scope = NewDisposeScope();
            if (evaluate(upper.add(direction, length)) <= loss + (Decrease * length * slope))
            {
                return length;
            }

            length /= 2;
        }

        return length;
    }
}
