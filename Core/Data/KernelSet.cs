using Hodl.Core.Imaging;

namespace Hodl.Core.Data;

/// <summary>Blur kernels with the name and the fingerprint under which a run records them.</summary>
/// <param name="Name">Such as <c>levin09</c>.</param>
/// <param name="Sha256">SHA-256 over, for each file, its name in UTF-8, a zero byte and its bytes; lower-case hex.</param>
/// <param name="Kernels">In their published order; kernel n is at n − 1.</param>
public sealed record KernelSet(string Name, string Sha256, IReadOnlyList<BlurKernel> Kernels)
{
    /// <summary>What to tell the run's observer.</summary>
    public DataUsed Used() => new(Name, Sha256, Kernels.Count, "kernels");
}
