using static TorchSharp.torch;

namespace Hodl.Core.Linear;

/// <summary>Several tensors as one vector of float64.</summary>
internal static class Flat
{
    /// <summary>All blocks, one after another, [n].</summary>
    public static Tensor Join(State u) => Join(u.Blocks);

    /// <summary>All tensors, one after another, [n].</summary>
    public static Tensor Join(IEnumerable<Tensor> x) => cat([.. x.Select(block => block.detach().to(float64).cpu().flatten())], 0);

    /// <summary>A vector in the shapes, type and place of a state.</summary>
    public static State Split(Tensor vector, State like)
    {
        var offset = 0L;
        return like.Map(block =>
        {
            var part = vector.narrow(0, offset, block.numel()).reshape(block.shape).to(block.dtype).to(block.device);
            offset += block.numel();
            return part;
        });
    }
}
