using Hodl.Core.Data;
using Hodl.Core.Metrics;
using Hodl.Core.Operators;
using Hodl.Core.Runs;
using Hodl.Core.Solvers;
using static TorchSharp.torch;

namespace Hodl.Core.Tasks;

/// <summary>
/// Non-blind image deconvolution, b = Q ∗ u + n with a known kernel (Section 4.3, Table 6, Figs. 8 and 9):
/// min ‖Q ∗ u − b‖² + κ‖Wu‖₁. HODL: D_num is PG in an orthonormal wavelet domain
/// (<see cref="Operators.Numerical.WaveletDeconvolution"/>), D_net a DRUNet with convex potentials
/// (<see cref="Operators.Networks.ConditionedPotential"/>) or a DRUNet within norm 1, trained together.
/// The blur is circular, in training on every patch and in the test.
/// </summary>
public sealed class Deconvolution : ITask
{
    /// <inheritdoc/>
    public string Id => "deconvolution";

    /// <inheritdoc/>
    public string Name => "Image deconvolution";

    /// <inheritdoc/>
    public string Summary => "Sharp images from blurred and noisy ones: wavelet PG with a DRUNet inside, against TV and plug-and-play.";

    /// <inheritdoc/>
    public Type SettingsType => typeof(DeconvolutionSettings);

    /// <inheritdoc/>
    public IReadOnlyList<TaskMethod> Methods { get; } =
    [
        new("shodl", "sHODL", "Wavelet PG composed with a non-expansive network, trained together, Eq. (5)."),
        new("ahodl", "aHODL", "The same with the loss's direction aggregated in training, Eq. (4)."),
        new("unh", "Wavelet PG (UNH)", "PG with learned step size and one κ for each level."),
        new("tv", "TV (UNH)", "Isotropic total variation by ADMM with learned weight and penalty."),
        new("ena", "Plug-and-play (ENA)", "HQS with a DRUNet trained as a denoiser (DPIR's scheme)."),
    ];

    /// <inheritdoc/>
    public IReadOnlyList<TaskPreset> Presets { get; } = DeconvolutionPresets.All;

    /// <inheritdoc/>
    public IReadOnlyList<MetricInfo> Metrics { get; } =
    [
        .. OuterSeries.Infos,
        .. ImageQuality.FullInfos,
    ];

    /// <inheritdoc/>
    public string? Refuse(string method, TaskSettings settings)
    {
        var own = (DeconvolutionSettings)settings;
        return own.PatchSide % (1 << own.Levels) != 0 ? $"The patch side must be a multiple of {1 << own.Levels} (2 to the wavelet levels)."
            : own.Hidden % 2 != 0 ? "Hidden channels must be even." : null;
    }

    /// <inheritdoc/>
    public IReadOnlyList<DataNeed> Needs(string method, TaskSettings settings)
    {
        var (own, usual) = ((DeconvolutionSettings)settings, new DeconvolutionSettings());
        return
        [
            new(nameof(own.TrainData), DataCatalog.Named(own.TrainData), own.TrainData == usual.TrainData ? "generated images" : ""),
            new(nameof(own.TestData), DataCatalog.Named(own.TestData), own.TestData == usual.TestData ? "generated images" : ""),
            new(nameof(own.KernelData), Kernels(own.KernelData), own.KernelData == usual.KernelData ? "a Gaussian kernel" : ""),
        ];

        // What the presets name has a substitute, so that the task runs anywhere; a folder that a person names must be there.
        static KnownData Kernels(string name) => DataCatalog.Find(name) ?? DataCatalog.Levin09 with { Id = name, Name = name, Folders = [name] };
    }

    /// <inheritdoc/>
    public double EstimateSeconds(string method, TaskSettings settings)
    {
        var own = (DeconvolutionSettings)settings;
        double pixels = own.BatchSize * own.PatchSide * own.PatchSide, fold = own.Fold * own.Fold;
        var net = own.Scales().Select((width, i) => 72.0 * own.Blocks * width * width / Math.Pow(4, i)).Sum() / fold;  // flops a pixel
        var step = method is "unh" or "tv" ? own.K * 2e-7 * pixels : (3 * net * pixels / 60e9) + (method == "ena" ? 0 : own.K * 1.5e-6 * pixels);
        return 10 + (own.OuterSteps * step);
    }

    /// <inheritdoc/>
    public void Run(RunContext run, CancellationToken token)
    {
        var settings = run.Settings<DeconvolutionSettings>();
        using var scope = NewDisposeScope();
        var device = TaskMachine.Prepare(settings);
        var data = new DeconvolutionData(run, settings, float32, device, token);
        var methods = new DeconvolutionMethods(settings, data.Kernel2d, 3);
        var method = run.Spec.Method;
        var loss = new MeanSquaredError();
        var unrolled = methods.Create(method, loss, run.Spec.Seed);
        using var omega = unrolled.Omega;
        var k = method == "ena" ? settings.PlugSteps : settings.K;
        Batch Whole(PairedImage pair) => ColourImages.Batch(pair, float32, device);
        var test = new RestorationTest(
            data.Test, Whole, (batch, stop) => InnerLoop.Run(unrolled.Test(batch), methods.Start(method, batch), k, token: stop).U[0], device);
        var problem = new LearningProblem
        {
            Method = unrolled,
            Loss = loss,
            BatchAt = t => data.At(method, t),
            Start = batch => methods.Start(method, batch),
            RateFactor = name => name.EndsWith("_hat", StringComparison.Ordinal) && method is not ("unh" or "tv") ? 3 : 1,
            Evaluate = test.Report,
        };
        new Algorithm1(problem, settings).Run(run, token);
        using var ungraded = no_grad();
        unrolled.Settle();
        test.Conclude(settings.OuterSteps, run, token);
        RestorationCurve.Report(problem, [.. data.Test.Select(Whole)], (u, _) => u[0], k, Math.Max(k, settings.TestK), settings.OuterSteps, run, token);
    }
}
