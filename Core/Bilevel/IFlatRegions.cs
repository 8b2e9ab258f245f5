using static TorchSharp.torch;

namespace Hodl.Core.Bilevel;

/// <summary>A problem with φ = |z| whose minimiser fixes where Ωx vanishes, so that it can be translated to a single level, (4.13).</summary>
public interface IFlatRegions
{
    /// <summary>The orthogonal projection of v onto {v : [Ωv]_i = 0 wherever [Ωx]_i = 0}.</summary>
    Tensor Flatten(Tensor lower, Tensor v);
}
