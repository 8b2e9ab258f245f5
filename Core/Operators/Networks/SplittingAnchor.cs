using Hodl.Core.Operators.Numerical;
using Hodl.Core.Torch;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Hodl.Core.Operators.Networks;

/// <summary>
/// The anchor r(b) of deconvolution: J stages of half-quadratic splitting with a denoiser that all stages share, from the
/// Wiener filter x¹ of b, z^j = N(x^j, σ_j), x^{j+1} = (QᵀQ + λ_j I)^{-1}(Qᵀb + λ_j z^j), r = z^J (the scheme of Zhang et al.,
/// DPIR, TPAMI 2021, trained through all stages). It reads b alone and no u, so N is free of any bound.
/// σ_j falls log-uniformly at the start, λ_j = 0.23 σ²/σ_j² as in DPIR; both are learned: σ_j exp(σ̂_j), λ_j exp(10 λ̂_j).
/// </summary>
public sealed class SplittingAnchor : LearnedModule
{
    private const double Weight = 0.23;
    private const double Gain = 10;
    private readonly LevelDenoiser denoiser;
    private readonly double[] levels;
    private readonly double[] weights;
    private readonly Parameter levelHat;
    private readonly Parameter weightHat;

    /// <summary>The stages on a denoiser.</summary>
    /// <param name="denoiser">N.</param>
    /// <param name="sigma">σ of the data on the range [0, 1].</param>
    /// <param name="firstSigma">σ₁.</param>
    /// <param name="stages">J ≥ 1.</param>
    /// <param name="dtype">Type of ω.</param>
    /// <param name="device">Place of ω.</param>
    public SplittingAnchor(LevelDenoiser denoiser, double sigma, double firstSigma, int stages, ScalarType dtype, Device device)
        : base(nameof(SplittingAnchor))
    {
        this.denoiser = denoiser;
        levels = [.. Enumerable.Range(0, stages).Select(j => firstSigma * Math.Pow(sigma / firstSigma, stages == 1 ? 1 : (double)j / (stages - 1)))];
        weights = Array.ConvertAll(levels, level => Weight * sigma * sigma / (level * level));
        register_module("splitting", denoiser);
        levelHat = Free("level_hat", stages);
        weightHat = Free("weight_hat", Math.Max(1, stages - 1));

        Parameter Free(string name, long count)
        {
            var parameter = Parameters.Of(zeros(count, dtype, device));
            register_parameter(name, parameter);
            return parameter;
        }
    }

    /// <summary>r(b), [B, C, H, W].</summary>
    /// <param name="b">The blurred images, likewise.</param>
    /// <param name="wiener">x¹, likewise.</param>
    /// <param name="q">The blur.</param>
    public Tensor At(Tensor b, Tensor wiener, CircularConvolution q)
    {
        var net = denoiser.Bind();
        var z = net(wiener, levelHat[0].exp() * levels[0]);
        for (var j = 1; j < levels.Length; j++)
        {
            var x = q.Solve(b, (weightHat[j - 1] * Gain).exp() * weights[j], z);
            z = net(x, levelHat[j].exp() * levels[j]);
        }

        return z;
    }
}
