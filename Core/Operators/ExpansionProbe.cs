using Hodl.Core.Linear;
using Hodl.Core.Torch;
using static TorchSharp.torch;

namespace Hodl.Core.Operators;

/// <summary>
/// Measures ‖D(a) − D(b)‖_G/‖a − b‖_G item by item. Random pairs say little about the worst direction, so each pair is
/// also driven towards it: d ← Jᵀ(D(a + d) − D(a)) rescaled, a power iteration on JᵀJ at a by autograd.
/// </summary>
public static class ExpansionProbe
{
    /// <summary>The largest ratio over the items and rounds; ≤ 1 for a non-expansive operator.</summary>
    /// <param name="d">The operator.</param>
    /// <param name="points">a, one for each item; any graph is cut.</param>
    /// <param name="random">Source of the differences; on the CPU.</param>
    /// <param name="rounds">Random differences tried, with lengths spread over four decades.</param>
    /// <param name="ascents">Steps towards the worst direction after each of them.</param>
    public static double LargestRatio(IBoundOperator d, State points, Generator random, int rounds = 4, int ascents = 8)
    {
        using var scope = NewDisposeScope();
        var worst = 0.0;
        var a = points.Detach();
        _ = d.G.Sqrt(a);  // some metrics factorise when first asked: not within the scope of one step
        for (var round = 0; round < rounds; round++)
        {
            var length = Math.Pow(10, -round);
            var difference = a.Map(block => randn(block.shape, dtype: float64, generator: random).to(block.dtype).to(block.device));
            for (var i = 0; i <= ascents; i++)
            {
                using var inner = NewDisposeScope();
                var scaled = Scale(difference, length);
                worst = Math.Max(worst, Ratio(d, a, a + scaled));
                difference = Ascend(d, a, scaled).MoveToOuterDisposeScope();
            }
        }

        return worst;
    }

    /// <summary>The largest ratio over the items for given pairs.</summary>
    /// <param name="d">The operator.</param>
    /// <param name="a">One point an item.</param>
    /// <param name="b">Another point an item; nowhere equal to <paramref name="a"/>.</param>
    public static double Ratio(IBoundOperator d, State a, State b)
    {
        using var ungraded = no_grad();
        var image = d.Apply(b) - d.Apply(a);
        return (ItemNorm(d.G.Sqrt(image)) / ItemNorm(d.G.Sqrt(b - a))).max().to(float64).cpu().item<double>();
    }

    private static State Ascend(IBoundOperator d, State a, State difference)
    {
        using var graded = enable_grad();
        var point = a.Map(block => block.detach().requires_grad_());
        var value = d.Apply(point);
        var moved = d.G.Apply(d.Apply(a + difference) - value.Detach()).Detach();
        var gradients = Autograd.Grad([value.Inner(moved)], [.. point.Blocks], allowUnused: true);
        return d.G.Inverse(new([.. gradients.Select((g, i) => g is null || g.IsInvalid ? zeros_like(a[i]) : g)])).Detach();
    }

    private static State Scale(State u, double length)
    {
        var norms = ItemNorm(u).clamp_min(1e-30);
        return u.Map(block => block * (length / norms).reshape([block.shape[0], .. block.shape.Skip(1).Select(_ => 1L)]));
    }

    // Over all blocks, item by item: [B].
    private static Tensor ItemNorm(State u)
    {
        var sum = u[0].flatten(1).square().sum(1);
        for (var i = 1; i < u.Count; i++)
        {
            sum = sum + u[i].flatten(1).square().sum(1);
        }

        return sum.sqrt();
    }
}
