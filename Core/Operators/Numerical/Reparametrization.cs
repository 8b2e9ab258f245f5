using Hodl.Core.Torch;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Hodl.Core.Operators.Numerical;

/// <summary>
/// Smooth maps from R onto the range of a hyper-parameter, with their inverses for start values: what keeps every
/// iterate of training inside Ω.
/// </summary>
public static class Reparametrization
{
    /// <summary>x with sigmoid(x) = <paramref name="share"/>.</summary>
    /// <exception cref="ArgumentException">The share is not inside (0, 1).</exception>
    public static double Logit(double share) =>
        share is > 0 and < 1 ? Math.Log(share / (1 - share)) : throw new ArgumentException($"A share of {share} is not inside (0, 1).", nameof(share));

    /// <summary>x with softplus(x) = log(1 + eˣ) = <paramref name="value"/>.</summary>
    /// <exception cref="ArgumentException">The value is not positive.</exception>
    public static double SoftplusInverse(double value) =>
        value > 0 ? value + Math.Log(1 - Math.Exp(-value)) : throw new ArgumentException($"{value} is not positive.", nameof(value));

    /// <summary>A scalar learning variable; <paramref name="learned"/> false freezes it.</summary>
    public static Parameter Scalar(double value, bool learned, ScalarType dtype, Device device) =>
        Parameters.Of(tensor(value, dtype, device), learned);
}
