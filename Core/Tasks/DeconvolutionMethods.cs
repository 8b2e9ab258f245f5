using Hodl.Core.Operators;
using Hodl.Core.Operators.Networks;
using Hodl.Core.Operators.Numerical;
using Hodl.Core.Operators.Projections;
using Hodl.Core.Solvers;
using Hodl.Core.Solvers.Baselines;
using static TorchSharp.torch;

namespace Hodl.Core.Tasks;

/// <summary>The methods of <see cref="Deconvolution"/>, their starts, and what their networks read.</summary>
/// <param name="settings">Shapes and start values.</param>
/// <param name="kernel">Q, [kh, kw]; its type and place are those of ω.</param>
/// <param name="channels">C of the images.</param>
public sealed class DeconvolutionMethods(DeconvolutionSettings settings, Tensor kernel, long channels)
{
    private const double GradientVariance = 1.0 / 150;  // of differences between neighbours in photographs, roughly
    private const double Almost = 1 - 1e-9;

    /// <summary>The method with its ω at the start.</summary>
    public IUnrolledMethod Create(string method, ILoss loss, long seed)
    {
        using var random = new Generator(StepSeed.Of(seed, -1));
        var sigma = settings.NoiseLevel;
        return method switch
        {
            "unh" => NumericalHyperparameters.Create(Gradient(kappa: sigma * sigma * 10), loss, Almost),
            "tv" => NumericalHyperparameters.Create(new TotalVariationAdmm(kernel, kappa: sigma * sigma * 30, rho: 0.05), loss, Almost),
            "ena" => new PlugAndPlay(Net(channels + 1, channels, random), kernel, sigma, 0.23, settings.PlugSteps),
            _ => new HodlMethod(Hodl(random), loss, settings.Alpha, method == "ahodl" ? settings.Mu : 0, settings.S, new FullSpace()),
        };
    }

    /// <summary>u^0: the Tikhonov solution; with its differences for TV. Training of the denoiser starts at the noisy image.</summary>
    public State Start(string method, Batch batch)
    {
        if (method == "ena")
        {
            return new(batch.Input.narrow(1, 0, channels));
        }

        var u = Tikhonov(batch, 1)[0];
        return method == "tv" ? TotalVariationAdmm.Start(u) : new(u);
    }

    // (QᵀQ + λ∇ᵀ∇)^{-1}Qᵀb with λ = σ²/variance of ∇u, the Wiener filter of a rough prior, and the same with λ/8: sharper, noisier.
    private Tensor[] Tikhonov(Batch batch, int count)
    {
        using var ungraded = no_grad();
        var b = batch.Input;
        var (height, width) = (b.shape[2], b.shape[3]);
        var q = new CircularConvolution(kernel, height, width);
        var prior = PeriodicGradient.Power(height, width, b.dtype, b.device) + 1e-3;
        var lambda = settings.NoiseLevel * settings.NoiseLevel / GradientVariance;
        return [.. Enumerable.Range(0, count).Select(i => q.Solve(b, prior * (lambda / Math.Pow(8, i))))];
    }

    private Composed Hodl(Generator random)
    {
        var numerical = Gradient(kappa: settings.NoiseLevel * settings.NoiseLevel);
        if (settings.Network == DeconvolutionNetwork.NonExpansive)
        {
            return new(numerical, new DruNet(
                Options(channels, channels) with { NonExpansive = true }, random, kernel.dtype, kernel.device));
        }

        const int features = 8;
        return new(numerical, new ConditionedPotential(
            Net(3 * channels, channels + features, random),
            new AnchoredPotential(
                new() { Channels = channels, Hidden = settings.Hidden, Layers = settings.Layers, Features = features }, random, kernel.dtype, kernel.device),
            batch =>
            {
                var solutions = Tikhonov(batch, 2);
                return (cat([batch.Input, .. solutions], 1), solutions[0]);
            }));
    }

    private WaveletDeconvolution Gradient(double kappa) => new(
        kernel, new OrthonormalWavelet(settings.Wavelet, settings.Levels, kernel.dtype, kernel.device), kappa, stepShare: 0.9);

    private DruNet Net(long inputs, long outputs, Generator random) =>
        new(Options(inputs, outputs), random, kernel.dtype, kernel.device, tailScale: 0.2);

    private DruNetOptions Options(long inputs, long outputs) =>
        new() { Inputs = inputs, Outputs = outputs, Widths = settings.Scales(), Blocks = settings.Blocks, Fold = settings.Fold };
}
