using static TorchSharp.torch;

namespace Hodl.Core.Solvers;

/// <summary>Parameters and persistent vectors of a module, kept aside so that they can be put back, bit for bit, as often as needed.</summary>
/// <param name="omega">The module.</param>
public sealed class OmegaState(nn.Module omega) : IDisposable
{
    private readonly (Tensor Target, Tensor Kept)[] tensors =
    [
        .. omega.named_parameters().Select(pair => (Tensor)pair.Item2).Concat(omega.named_buffers().Select(pair => pair.Item2))
            .Select(target => (target, target.detach().clone().DetachFromDisposeScope())),
    ];

    /// <summary>Puts all of them back.</summary>
    public void Restore()
    {
        using var ungraded = no_grad();
        foreach (var (target, kept) in tensors)
        {
            target.copy_(kept);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var (_, kept) in tensors)
        {
            kept.Dispose();
        }
    }
}
