using Hodl.Core.Data;
using Hodl.Core.Linear;
using Hodl.Core.Operators.Numerical;
using Hodl.Core.Solvers;
using static TorchSharp.torch;

namespace Hodl.Core.Tasks;

/// <summary>A method of <see cref="ConstrainedSparseCoding"/> with what belongs to it.</summary>
/// <param name="Method">T and ω.</param>
/// <param name="Loss">ℓ.</param>
/// <param name="Dictionary">Q.</param>
/// <param name="Noise">w and n⁰, as far as they are learned.</param>
/// <param name="From">Where it starts.</param>
public sealed record CodingMethod(IUnrolledMethod Method, ILoss Loss, PatchAtoms Dictionary, ImpulseModel Noise, CodingStart From)
{
    /// <summary>(u, u_n, λ)^0 for a batch.</summary>
    public State Start(Batch batch)
    {
        var b = batch.Input;
        if (From == CodingStart.Zero)
        {
            return new(zeros(b.shape[0], Dictionary.Current.Q.shape[1], b.dtype, b.device), zeros_like(b), zeros_like(b));
        }

        var noise = Noise.Start(b);
        return new(Dictionary.Invert(b - noise), noise, zeros_like(b));
    }

    /// <summary>Qu^k, clipped to [0, 1], [B, m].</summary>
    public Tensor Image(State u) => Dictionary.Current.Synthesize(u[0]).clamp(0, 1);
}
