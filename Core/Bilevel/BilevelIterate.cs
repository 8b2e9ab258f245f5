using static TorchSharp.torch;

namespace Hodl.Core.Bilevel;

/// <summary>Where a method stands.</summary>
/// <param name="Step">u, upper-level steps taken.</param>
/// <param name="Upper">γ⁽ᵘ⁾, [R]; of a searcher the best γ so far.</param>
/// <param name="Lower">x, the newest lower-level iterate.</param>
public sealed record BilevelIterate(long Step, Tensor Upper, Tensor Lower)
{
    /// <summary>ℓ as the step saw it, at the γ that it started from; of a searcher the least so far. NaN before the first.</summary>
    public double Loss { get; init; } = double.NaN;

    /// <summary>‖g‖₂ of the hypergradient that the step took; NaN where there is none.</summary>
    public double GradientNorm { get; init; } = double.NaN;

    /// <summary>The gradient that the step took; null where there is none. Within the step's dispose scope alone.</summary>
    public HandedGradient? Handed { get; init; }

    /// <summary>What the numbers of the step cannot say, such as a linear equation that was not solved; null when all is well.</summary>
    public string? Warning { get; init; }

    /// <summary>Whether the method has nothing left to do, such as a grid that is done.</summary>
    public bool IsDone { get; init; }

    /// <summary>Everything else that the next step reads: moments, adjoints, trial points.</summary>
    public IReadOnlyDictionary<string, Tensor> Memory { get; init; } = new Dictionary<string, Tensor>();

    /// <summary>All tensors.</summary>
    public IEnumerable<Tensor> Tensors => [Upper, Lower, .. Memory.Values];
}
