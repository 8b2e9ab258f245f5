using TorchSharp;
using static TorchSharp.torch;

namespace Hodl.Core.Kernels;

/// <summary>
/// K applications of a <see cref="ShrinkageChain"/> and their hand-written adjoint. Forward: per layer one matrix product
/// and one pass over its result. Kept for the way back: u^k, the hidden layers and the shrunk z, where autograd keeps
/// about ten tensors an iteration. Backward: per layer two matrix products and one pass. CPU, float32 or float64; outside
/// of the autograd graph, first order only (<see cref="ShrinkageChain.Apply"/> has every order).
/// </summary>
public sealed class UnrolledShrinkage : IDisposable
{
    private readonly ElementLoops loops;
    private readonly ShrinkageChain chain;
    private readonly Tensor[] u;          // u⁰ … u^K, each [B, n]
    private readonly Tensor[][] hidden;   // h_1 … h_{L−1}, each for k = 0 … K−1, [B, width]
    private readonly Tensor[] shrunk;     // S_θ(z) for k = 0 … K−1, [B, n]

    /// <summary>Runs the iteration.</summary>
    /// <param name="chain">T.</param>
    /// <param name="start">u⁰, [B, n], contiguous; stays alive with its owner.</param>
    /// <param name="k">K ≥ 0.</param>
    /// <param name="token">Checked once an iteration.</param>
    /// <exception cref="OperationCanceledException">The token asked to stop.</exception>
    /// <exception cref="ArgumentException">The tensors are not contiguous ones of one floating type on the CPU.</exception>
    public UnrolledShrinkage(ShrinkageChain chain, Tensor start, int k, CancellationToken token = default)
    {
        if (!chain.Offsets.Append(chain.Theta).Append(start).All(tensor => tensor.is_contiguous() && tensor.device_type == DeviceType.CPU && tensor.dtype == start.dtype))
        {
            throw new ArgumentException("Start, offsets and thresholds must be contiguous, of one type, on the CPU.", nameof(chain));
        }

        loops = ElementLoops.For(start.dtype);
        using var ungraded = no_grad();
        using var scope = NewDisposeScope();
        this.chain = chain with { Matrices = [.. chain.Matrices.Select(m => m.detach())], Offsets = [.. chain.Offsets.Select(e => e.detach())], Theta = chain.Theta.detach() };
        u = [start.detach(), .. Enumerable.Range(0, k).Select(_ => start.empty_like())];
        hidden = [.. this.chain.Offsets.SkipLast(1).Select(e => Copies(e, k))];
        shrunk = Copies(start, k);
        for (var step = 0; step < k; step++)
        {
            token.ThrowIfCancellationRequested();
            Forward(step);
        }

        foreach (var tensor in this.chain.Tensors.Concat(u).Concat(hidden.SelectMany(layer => layer)).Concat(shrunk))
        {
            tensor.DetachFromDisposeScope();
        }
    }

    /// <summary>u^K, [B, n]; lives as long as this object.</summary>
    public Tensor Result => u[^1];

    /// <summary>∂ℓ/∂θ, ∂ℓ/∂M_i, ∂ℓ/∂e_i in the order of <see cref="ShrinkageChain.Tensors"/>, and ∂ℓ/∂u⁰ last.</summary>
    /// <param name="gradient">∂ℓ/∂u^K, [B, n].</param>
    /// <param name="token">Checked once an iteration.</param>
    /// <exception cref="OperationCanceledException">The token asked to stop.</exception>
    public IReadOnlyList<Tensor> Adjoint(Tensor gradient, CancellationToken token = default)
    {
        using var ungraded = no_grad();
        using var scope = NewDisposeScope();
        var g = gradient.contiguous().clone();
        var z = g.empty_like();
        var theta = chain.Theta.zeros_like();
        Tensor[] matrices = [.. chain.Matrices.Select(m => m.zeros_like())], offsets = [.. chain.Offsets.Select(e => e.zeros_like())];
        Tensor[] below = [.. chain.Offsets.SkipLast(1).Select(e => e.empty_like())];
        for (var k = shrunk.Length - 1; k >= 0; k--)
        {
            token.ThrowIfCancellationRequested();
            loops.ShrinkAdjoint(g, shrunk[k], z, offsets[^1], theta, chain.Alpha);
            var above = z;
            for (var i = chain.Layers - 1; i > 0; i--)
            {
                var h = hidden[i - 1][k];
                matrices[i].addmm_(h.t(), above);
                below[i - 1].addmm_(above, chain.Matrices[i].t(), beta: 0);
                above = below[i - 1];
                loops.RectifyAdjoint(above, h, offsets[i - 1]);
            }

            matrices[0].addmm_(u[k].t(), above);
            g.addmm_(above, chain.Matrices[0].t());
        }

        Tensor[] gradients = [theta, .. matrices, .. offsets, g];
        return Array.ConvertAll(gradients, tensor => tensor.MoveToOuterDisposeScope());
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var tensor in chain.Tensors.Concat(u).Concat(hidden.SelectMany(layer => layer)).Concat(shrunk))
        {
            tensor.Dispose();
        }
    }

    private static Tensor[] Copies(Tensor like, int count) => [.. Enumerable.Range(0, count).Select(_ => like.empty_like())];

    private void Forward(int k)
    {
        var h = u[k];
        for (var i = 0; i < chain.Layers - 1; i++)
        {
            h = hidden[i][k].addmm_(h, chain.Matrices[i], beta: 0);
            loops.Rectify(h, chain.Offsets[i]);
        }

        shrunk[k].addmm_(h, chain.Matrices[^1], beta: 0);
        loops.Shrink(shrunk[k], chain.Offsets[^1], chain.Theta, u[k], u[k + 1], chain.Alpha);
    }
}
