using Hodl.Core.Linear;
using Hodl.Core.Operators.WeightedNorms;
using static TorchSharp.torch;

namespace Hodl.Core.Operators.Projections;

/// <summary>
/// U = {‖u‖₂ ≤ r} for each item, over all blocks. In the metric diag(g) the projection is u_i = g_i z_i/(g_i + λ) with
/// the one λ ≥ 0 for which ‖u‖₂ = r (λ = 0 inside), found by bisection; one differentiable Newton step at the root
/// then carries the exact derivative of λ.
/// </summary>
public sealed class Ball : IProjection
{
    private const int Bisections = 60;
    private readonly double radius;

    /// <summary>The ball around 0.</summary>
    /// <exception cref="ArgumentException">The radius is not positive.</exception>
    public Ball(double radius)
    {
        if (!(radius > 0))
        {
            throw new ArgumentException($"A ball of radius {radius}.", nameof(radius));
        }

        this.radius = radius;
    }

    /// <inheritdoc/>
    public State Project(State u, IWeightedNorm g)
    {
        if (!g.IsDiagonal)
        {
            throw new ArgumentException("The projection onto a ball is known for diagonal metrics only.", nameof(g));
        }

        var z = cat([.. u.Blocks.Select(block => block.flatten(1))], 1);  // [B, n]
        var ones = new State([.. u.Blocks.Select(block => ones_like(block))]);
        var diagonal = cat([.. g.Apply(ones).Blocks.Select(block => block.flatten(1))], 1);
        var root = Root(z.detach(), diagonal.detach());

        // ψ(λ) = Σ (g z/(g+λ))² − r²; at the root λ − ψ(λ)/ψ'(λ) has the value λ and the derivative −(∂ψ/∂·)/ψ'.
        var scaled = diagonal * z;
        var excess = (scaled / (diagonal + root)).square().sum(1, keepdim: true) - (radius * radius);
        var slope = (scaled.square() / (diagonal + root).pow(3)).sum(1, keepdim: true).detach() * -2.0;
        var lambda = where(root.gt(0), root - (excess / slope.clamp_max(-1e-30)), zeros_like(root));
        var projected = scaled / (diagonal + lambda);
        return Split(projected, u);
    }

    private Tensor Root(Tensor z, Tensor diagonal)
    {
        using var ungraded = no_grad();
        using var scope = NewDisposeScope();
        var scaled = diagonal * z;
        var low = zeros_like(z.sum(1, keepdim: true));
        var high = (scaled.square().sum(1, keepdim: true).sqrt() / radius).clamp_min(0);  // ‖gz‖/(λ) ≥ ‖gz/(g+λ)‖
        var inside = z.square().sum(1, keepdim: true).le(radius * radius);
        for (var i = 0; i < Bisections; i++)
        {
            var middle = (low + high) * 0.5;
            var outside = (scaled / (diagonal + middle)).square().sum(1, keepdim: true).gt(radius * radius);
            low = where(outside, middle, low);
            high = where(outside, high, middle);
        }

        return where(inside, zeros_like(low), (low + high) * 0.5).MoveToOuterDisposeScope();
    }

    private static State Split(Tensor flat, State like)
    {
        var blocks = new Tensor[like.Count];
        var offset = 0L;
        for (var i = 0; i < blocks.Length; i++)
        {
            var length = like[i].numel() / like.Items;
            blocks[i] = flat.narrow(1, offset, length).reshape(like[i].shape);
            offset += length;
        }

        return new(blocks);
    }
}
