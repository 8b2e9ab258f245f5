using Hodl.Core.Torch;
using TorchSharp;
using static TorchSharp.torch;

namespace Hodl.Core.Kernels;

/// <summary>
/// K applications of a <see cref="ShrinkageChain"/> and their hand-written adjoint. Forward: per layer one matrix product
/// and one pass over its result. Kept for the way back: u^k, the hidden layers of three iterations in four (those of the
/// fourth are computed again, which costs about a thirtieth of the time), and two bits a number for the sign of the
/// shrunk z. Backward: per layer two matrix products and one pass. CPU, float32 or float64; outside of the autograd
/// graph, first order only (<see cref="ShrinkageChain.Apply"/> has every order).
/// </summary>
public sealed class UnrolledShrinkage : IDisposable
{
    private const int RecomputeEvery = 4;

    private readonly ElementLoops loops;
    private readonly ShrinkageChain chain;
    private readonly Tensor[] u;          // u⁰ … u^K, each [B, n]
    private readonly Tensor[] scratch;    // h_1 … h_{L−1}, each [B, width]
    private readonly Tensor[]?[] hidden;  // the same for k = 0 … K−1; null where computed again
    private readonly Tensor[] signs;      // of the shrunk z for k = 0 … K−1, [B, bytes]
    private readonly Tensor z;            // scratch, [B, n]
    private readonly Tensor? skip;        // S, [n, n]
    private bool spent;

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
        var batch = start.shape[0];
        using var ungraded = no_grad();
        using var scope = NewDisposeScope();
        this.chain = chain with { Matrices = [.. chain.Matrices.Select(m => m.detach())], Offsets = [.. chain.Offsets.Select(e => e.detach())], Theta = chain.Theta.detach(), Skip = chain.Skip is null ? null : chain.Skip with { Step = chain.Skip.Step.detach() } };
        skip = this.chain.Skip?.Matrix;
        u = [start.detach(), .. Many(k, () => start.empty_like())];
        Tensor[] Layers() => [.. chain.Matrices.SkipLast(1).Select(m => empty([batch, m.shape[1]], dtype: start.dtype))];
        scratch = Layers();
        hidden = [.. Enumerable.Range(0, k).Select(i => i % RecomputeEvery == 0 ? null : Layers())];
        signs = Many(k, () => empty([batch, loops.SignBytes(start.shape[1])], dtype: ScalarType.Byte));
        z = start.empty_like();
        for (var step = 0; step < k; step++)
        {
            token.ThrowIfCancellationRequested();
            Forward(step);
        }

        foreach (var tensor in Owned())
        {
            tensor.DetachFromDisposeScope();
        }
    }

    /// <summary>u⁰ … u^K, each [B, n], alive until <see cref="Adjoint"/>.</summary>
    public IReadOnlyList<Tensor> Iterates => u;

    /// <summary>u^K, [B, n], alive as long as this object.</summary>
    public Tensor Result => u[^1];

    /// <summary>
    /// ∂ℓ/∂θ, ∂ℓ/∂M_i, ∂ℓ/∂e_i in the order of <see cref="ShrinkageChain.Tensors"/>, and ∂ℓ/∂u⁰ last. Frees what an
    /// iteration kept as soon as it is behind, so it can be asked once.
    /// </summary>
    /// <param name="g">∂ℓ/∂u^K, [B, n], contiguous; becomes ∂ℓ/∂u⁰.</param>
    /// <param name="token">Checked once an iteration.</param>
    /// <exception cref="OperationCanceledException">The token asked to stop.</exception>
    /// <exception cref="InvalidOperationException">It has been asked before.</exception>
    public IReadOnlyList<Tensor> Adjoint(Tensor g, CancellationToken token = default)
    {
        if (spent)
        {
            throw new InvalidOperationException("The adjoint frees what it reads; run the iteration again.");
        }

        spent = true;
        using var ungraded = no_grad();
        using var scope = NewDisposeScope();
        var theta = chain.Theta.zeros_like();
        Tensor[] matrices = [.. chain.Matrices.Select(m => m.zeros_like())], offsets = [.. chain.Offsets.Select(e => e.zeros_like())];
        var step = chain.Skip?.Step.zeros_like();
        Tensor[] below = [.. chain.Matrices.SkipLast(1).Select(m => empty([g.shape[0], m.shape[1]], dtype: g.dtype))];
        for (var k = signs.Length - 1; k >= 0; k--)
        {
            token.ThrowIfCancellationRequested();
            loops.ShrinkAdjoint(g, signs[k], z, offsets[^1], theta, chain.Alpha);
            SkipAdjoint(g, u[k], step);
            var layers = hidden[k] ?? Hidden(u[k], scratch);
            var above = z;
            for (var i = chain.Layers - 1; i > 0; i--)
            {
                var h = layers[i - 1];
                matrices[i].addmm_(h.t(), above);
                below[i - 1].addmm_(above, chain.Matrices[i].t(), beta: 0);
                above = below[i - 1];
                loops.RectifyAdjoint(above, h, offsets[i - 1]);
            }

            matrices[0].addmm_(u[k].t(), above);
            g.addmm_(above, chain.Matrices[0].t());
            foreach (var tensor in (hidden[k] ?? []).Append(signs[k]).Append(u[k]))
            {
                tensor.Dispose();
            }
        }

        Tensor[] gradients = step is null ? [theta, .. matrices, .. offsets] : [theta, .. matrices, .. offsets, step];
        return [.. gradients.Select(tensor => tensor.MoveToOuterDisposeScope()), g];
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var tensor in Owned())
        {
            tensor.Dispose();
        }
    }

    private IEnumerable<Tensor> Owned()
    {
        IEnumerable<Tensor> owned = [.. chain.Tensors, .. u, .. hidden.SelectMany(layers => layers ?? []), .. scratch, .. signs, z];
        return skip is null ? owned : owned.Append(skip);
    }

    private static Tensor[] Many(int count, Func<Tensor> create) => [.. Enumerable.Range(0, count).Select(_ => create())];

    /// <summary>
    /// g += zSᵀ, and the gradient of s from S = I − H diag(s): −Σ z ⊙ (uH), where s ⊙ (uH) = u − uS. One number needs
    /// only ⟨z, u⟩ and ⟨z, uS⟩ = ⟨zSᵀ, u⟩, whose product is there already.
    /// </summary>
    private void SkipAdjoint(Tensor g, Tensor u, Tensor? step)
    {
        if (skip is null || step is null || chain.Skip is not { } affine)
        {
            return;
        }

        using var scope = NewDisposeScope();
        var (zu, zus) = loops.SkipAdjoint(g, z.MatMul(skip.t()), z, u);
        if (step.numel() == 1)
        {
            step.add_((zus - zu) / affine.Step.to(ScalarType.Float64).item<double>());
        }
        else
        {
            step.add_(((u.MatMul(skip) - u) * z).sum(0L) / affine.Step);
        }
    }

    private void Forward(int k)
    {
        var h = chain.Layers == 1 ? u[k] : Hidden(u[k], hidden[k] ?? scratch)[^1];
        z.addmm_(h, chain.Matrices[^1], beta: 0);
        if (skip is not null)
        {
            z.addmm_(u[k], skip);
        }

        loops.Shrink(z, chain.Offsets[^1], chain.Theta, u[k], u[k + 1], signs[k], chain.Alpha);
    }

    private Tensor[] Hidden(Tensor from, Tensor[] into)
    {
        for (var i = 0; i < into.Length; i++)
        {
            into[i].addmm_(i == 0 ? from : into[i - 1], chain.Matrices[i], beta: 0);
            loops.Rectify(into[i], chain.Offsets[i]);
        }

        return into;
    }
}
