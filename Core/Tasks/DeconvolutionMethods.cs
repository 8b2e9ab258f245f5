using Hodl.Core.Data;
using Hodl.Core.Imaging;
using Hodl.Core.Linear;
using Hodl.Core.Operators;
using Hodl.Core.Operators.Networks;
using Hodl.Core.Operators.Numerical;
using Hodl.Core.Operators.Projections;
using Hodl.Core.Solvers;
using Hodl.Core.Solvers.Baselines;
using Hodl.Core.Training;
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
            "ena" => new PlugAndPlay(Denoiser(random), kernel, sigma, 0.23, settings.PlugSteps),
            "shodl" or "ahodl" when settings.Network == DeconvolutionNetwork.NonExpansive => Hodl(NonExpansive(random)),
            "shodl" or "ahodl" => Anchored(),
            _ => throw TaskMethod.Unknown(method, "shodl", "ahodl", "unh", "tv", "ena"),
        };

        HodlMethod Hodl(LearnedOperator net) => new(
            new Composed(Gradient(kappa: sigma * sigma), net), loss, settings.Alpha, method == "ahodl" ? settings.Mu : 0, settings.S, new FullSpace());

        FreePartFirst Anchored()
        {
            var denoiser = Denoiser(random);
            var anchor = new SplittingAnchor(denoiser, sigma, settings.FirstSigma, settings.Stages, kernel.dtype, kernel.device);
            var potential = new AnchoredPotential(
                new() { Channels = channels, Hidden = settings.Hidden, Layers = settings.Layers, Features = 0 }, random, kernel.dtype, kernel.device);
            return new(Hodl(new SplittingPotential(anchor, potential, kernel, Tikhonov)), batch => PlugAndPlay.Once(denoiser, batch));
        }
    }

    /// <summary>Q, [kh, kw], as a trained ω carries it.</summary>
    /// <exception cref="InvalidDataException">It carries none.</exception>
    public static Tensor Kernel(TrainedModel model) =>
        model.Tensors().Where(pair => pair.Key.StartsWith("buffer.", StringComparison.Ordinal) && pair.Key.EndsWith("kernel", StringComparison.Ordinal) && pair.Value.dim() == 2)
            .Select(pair => pair.Value).FirstOrDefault() ?? throw new InvalidDataException("The model carries no blur kernel.");

    /// <summary>u^0: the Tikhonov solution; with its differences for TV, b for plug-and-play. Training of a denoiser starts at the noisy image.</summary>
    public State Start(string method, Batch batch)
    {
        if (batch.Alone)
        {
            return new(LevelDenoiser.Split(batch).Noisy);
        }

        if (method == "ena")
        {
            return new(batch.Input);
        }

        var u = Tikhonov(batch);
        return method == "tv" ? TotalVariationAdmm.Start(u) : new(u);
    }

    // (QᵀQ + λ∇ᵀ∇)^{-1}Qᵀb with λ = σ²/variance of ∇u, the Wiener filter of a rough prior.
    private Tensor Tikhonov(Batch batch)
    {
        using var ungraded = no_grad();
        var b = batch.Input;
        var (height, width) = (b.shape[2], b.shape[3]);
        var prior = PeriodicGradient.Power(height, width, b.dtype, b.device) + 1e-3;
        return new CircularConvolution(kernel, height, width).Solve(b, prior * (settings.NoiseLevel * settings.NoiseLevel / GradientVariance));
    }

    private DruNet NonExpansive(Generator random) => new(Options(channels, channels) with { NonExpansive = true, Mixed = false }, random, kernel.dtype, kernel.device);

    private WaveletDeconvolution Gradient(double kappa) => new(
        kernel, new OrthonormalWavelet(settings.Wavelet, settings.Levels, kernel.dtype, kernel.device), kappa, stepShare: 0.9);

    private LevelDenoiser Denoiser(Generator random) => new(new DruNet(Options(channels + 1, channels), random, kernel.dtype, kernel.device, tailScale: 0.2));

    private DruNetOptions Options(long inputs, long outputs) =>
        new() { Inputs = inputs, Outputs = outputs, Widths = settings.Scales(), Blocks = settings.Blocks, Fold = settings.Fold, Mixed = settings.Precision == Precision.Mixed };
}
