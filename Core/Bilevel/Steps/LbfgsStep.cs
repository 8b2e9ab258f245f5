using static TorchSharp.torch;

namespace Hodl.Core.Bilevel.Steps;

/// <summary>
/// L-BFGS (Liu and Nocedal 1989): d = −H g by the two-loop recursion over the newest pairs s = Δγ, y = Δg, with Armijo
/// backtracking from 1 (from α_ℓ at the first step). Pairs without positive curvature ⟨s, y⟩ are left out.
/// </summary>
/// <param name="rate">The first length tried at the first step.</param>
/// <param name="pairs">How many pairs are kept.</param>
public sealed class LbfgsStep(double rate, int pairs = 10) : IUpperStep
{
    /// <inheritdoc/>
    public (Tensor Upper, IReadOnlyDictionary<string, Tensor> Memory) Next(
        Tensor upper, double loss, Tensor gradient, IReadOnlyDictionary<string, Tensor> memory, long step, Func<Tensor, double> evaluate)
    {
        var (s, y) = History(upper, gradient, memory);
        var direction = Direction(gradient, s, y);
        var length = ArmijoSearch.Length(upper, loss, gradient, direction, s.Count > 0 ? 1 : rate, evaluate);
        var kept = new Dictionary<string, Tensor> { ["upper"] = upper.clone(), ["gradient"] = gradient.clone() };
        if (s.Count > 0)
        {
            (kept["s"], kept["y"]) = (stack([.. s]), stack([.. y]));
        }

        return (upper.add(direction, length), kept);
    }

    private (List<Tensor> S, List<Tensor> Y) History(Tensor upper, Tensor gradient, IReadOnlyDictionary<string, Tensor> memory)
    {
        List<Tensor> s = [], y = [];
        if (memory.TryGetValue("s", out var kept))
        {
            s.AddRange(kept.unbind());
            y.AddRange(memory["y"].unbind());
        }

        if (memory.TryGetValue("upper", out var before))
        {
            var (move, change) = (upper - before, gradient - memory["gradient"]);
            if (Euclid.Dot(move, change) > 1e-12 * Euclid.Norm(move) * Euclid.Norm(change))
            {
                s.Add(move);
                y.Add(change);
            }
        }

        return (s[Math.Max(0, s.Count - pairs)..], y[Math.Max(0, y.Count - pairs)..]);
    }

    private static Tensor Direction(Tensor gradient, List<Tensor> s, List<Tensor> y)
    {
        var direction = gradient.neg();
        var weights = new double[s.Count];
        for (var i = s.Count - 1; i >= 0; i--)
        {
            weights[i] = Euclid.Dot(s[i], direction) / Euclid.Dot(s[i], y[i]);
            direction = direction.add(y[i], -weights[i]);
        }

        if (s.Count > 0)
        {
            direction = direction * (Euclid.Dot(s[^1], y[^1]) / Euclid.Dot(y[^1], y[^1]));
        }

        for (var i = 0; i < s.Count; i++)
        {
            direction = direction.add(s[i], weights[i] - (Euclid.Dot(y[i], direction) / Euclid.Dot(s[i], y[i])));
        }

        return direction;
    }
}
