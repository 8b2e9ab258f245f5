using Hodl.Core.Data;
using Hodl.Core.Torch;
using static TorchSharp.torch;

namespace Hodl.Core.Operators.Networks;

/// <summary>
/// A denoiser that is told the noise level, N(x, σ) = x + E(x, σ) with a free <see cref="DruNet"/> E that reads σ as one more
/// constant channel (FFDNet, DPIR): one network for every level. [B, C, H, W] to the same.
/// </summary>
public sealed class LevelDenoiser : LearnedModule
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

    /// <summary>The noisy images of a batch that holds their level as a last channel, [B, C + 1, H, W], and the levels, [B, 1, 1, 1].</summary>
    public static (Tensor Noisy, Tensor Level) Split(Batch batch)
    {
        var channels = batch.Input.shape[1] - 1;
        return (batch.Input.narrow(1, 0, channels), batch.Input.narrow(1, channels, 1).narrow(2, 0, 1).narrow(3, 0, 1));
    }

    /// <summary>(x, σ) ↦ N(x, σ) at the present ω; σ is a scalar tensor or one number an item, [B, 1, 1, 1].</summary>
    public Func<Tensor, Tensor, Tensor> Bind()
    {
        var bound = net.Bind();
        return (x, level) => x + bound(cat([x, level.expand(x.shape[0], 1, x.shape[2], x.shape[3])], 1));
    }
}
