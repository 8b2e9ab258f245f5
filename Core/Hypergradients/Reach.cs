using Hodl.Core.Solvers;
using static TorchSharp.torch;

namespace Hodl.Core.Hypergradients;

/// <summary>Says which parts of ω a hypergradient did not reach because a graph is cut, instead of giving zeros in silence.</summary>
internal static class Reach
{
    /// <summary>One sentence a cut; empty when every parameter was reached.</summary>
    /// <param name="problem">Names the parameters.</param>
    /// <param name="gradients">Null where nothing came.</param>
    /// <param name="loss">Whether ℓ depends on u through its graph.</param>
    public static IEnumerable<string> Warnings(LearningProblem problem, IReadOnlyList<Tensor?> gradients, bool loss = true)
    {
        if (!loss)
        {
            yield return "The loss does not depend on u: its graph is cut, so nothing passes through the lower level.";
        }

        string[] cut = [.. problem.Method.Omega.named_parameters().Where(pair => pair.Item2.requires_grad).Select(pair => pair.Item1).Where((_, i) => gradients[i] is null)];
        if (cut.Length > 0 && !(problem.TrainsParts && cut.Length < gradients.Count))
        {
            yield return cut.Length == gradients.Count
                ? "The hypergradient is zero because no graph leads from the loss to ω: it is cut, or nothing reads ω."
                : $"No graph leads from the loss to {string.Join(", ", cut)}.";
        }
    }
}
