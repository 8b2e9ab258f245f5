using TorchSharp;
using static TorchSharp.torch;

namespace Hodl.Core.Operators.Networks;

/// <summary>
/// A denoiser that is told the noise level, N(x, σ) = x + E(x, σ) with a free <see cref="DruNet"/> E that reads σ as one more
/// constant channel (FFDNet, DPIR): one network for every level. [B, C, H, W] to the same.
/// </summary>
public sealed class LevelDenoiser : nn.Module
{
    private readonly DruNet net;

    /// <summary>The denoiser of a network.</summary>
    /// <param name="net">E, C + 1 channels in, C out.</param>
    public LevelDenoiser(DruNet net)
        : base(nameof(LevelDenoiser))
    {
        this.net = net;
        register_module("denoiser", net);
    }

    /// <summary>(x, σ) ↦ N(x, σ) at the present ω; σ is a scalar tensor or one number an item, [B, 1, 1, 1].</summary>
    public Func<Tensor, Tensor, Tensor> Bind()
    {
        var bound = net.Bind();
        return (x, level) => x + bound(cat([x, level.expand(x.shape[0], 1, x.shape[2], x.shape[3])], 1));
    }
}
