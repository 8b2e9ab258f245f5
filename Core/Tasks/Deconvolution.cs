using Hodl.Core.Data;
using Hodl.Core.Hypergradients;
using Hodl.Core.Imaging;
using Hodl.Core.Metrics;
using Hodl.Core.Runs;
using Hodl.Core.Solvers;
using Hodl.Core.Training;
using static TorchSharp.torch;

namespace Hodl.Core.Tasks;

/// <summary>
/// Non-blind image deconvolution, b = Q ∗ u + n with a known kernel (Section 4.3, Table 6, Figs. 8 and 9):
/// min ‖Q ∗ u − b‖² + κ‖Wu‖₁. HODL: D_num is PG in an orthonormal wavelet domain
/// (<see cref="Operators.Numerical.WaveletDeconvolution"/>), D_net convex potentials around an
/// anchor that a free DRUNet finds from b (<see cref="Operators.Networks.SplittingPotential"/>) or a DRUNet within norm 1,
/// trained together; the paper has a DRUNet on u and says nothing of its norm. First the DRUNet is trained alone as a
/// denoiser, as plug-and-play's is.
/// The blur is circular, in training on every patch and in the test.
/// </summary>
public sealed class Deconvolution : IRestores, ICertifiable
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
        HeldOut.Info,
        PhotographExpansion.Info,
    ];

    /// <inheritdoc/>
    public string? Refuse(string method, TaskSettings settings)
    {
        var own = (DeconvolutionSettings)settings;
        return own.PatchSide % (1 << own.Levels) != 0 ? $"The patch side must be a multiple of {1 << own.Levels} (2 to the wavelet levels)."
            : own.Hidden % 2 != 0 ? "Hidden channels must be even."
            : method is "shodl" or "ahodl" && own.Network == DeconvolutionNetwork.Anchored && own.DenoiserSteps >= own.OuterSteps
                ? $"Denoiser steps ({own.DenoiserSteps}) must be fewer than outer steps ({own.OuterSteps})." : own.Refusal();
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
        var own = Own(method, (DeconvolutionSettings)settings);
        double pixels = own.BatchSize * own.PatchSide * own.PatchSide, fold = own.Fold * own.Fold;
        var net = own.Scales().Select((width, i) => 72.0 * own.Blocks * width * width / Math.Pow(4, i)).Sum() / fold;  // flops a pixel
        var step = method is "unh" or "tv" ? own.K * 2e-7 * pixels : (3 * net * pixels / 80e9) + 0.01;
        var through = own.OuterSteps - own.DenoiserSteps;
        return 10 + (method is "shodl" or "ahodl" && own.Network == DeconvolutionNetwork.Anchored
            ? (own.DenoiserSteps * step) + (through * ((own.Stages * step) + (own.K * 5e-7 * pixels)))
            : own.OuterSteps * (step + (method is "shodl" or "ahodl" ? own.K * 5e-7 * pixels : 0)));
    }

    /// <inheritdoc/>
    public void Run(RunContext run, CancellationToken token)
    {
        var settings = Own(run.Spec.Method, run.Settings<DeconvolutionSettings>());
        using var scope = NewDisposeScope();
        var device = TaskMachine.Prepare(settings);
        var data = new DeconvolutionData(run, settings, float32, device, token);
        var problem = Problem(run.Spec, settings, data);
        using var omega = problem.Method.Omega;
        var k = StepsOf(run.Spec.Method, settings);
        Batch Whole(PairedImage pair) => ColourImages.Batch(pair, float32, device);
        RestorationTest Test(IReadOnlyList<PairedImage> pairs) =>
            new(pairs, Whole, (batch, stop) => InnerLoop.Run(problem.Method.Test(batch), problem.Start(batch), k, residual: false, token: stop).U[0], device);
        var test = Test(data.Test);
        new Algorithm1(problem, settings, RunCertifier.During)
        {
            Evaluate = test.Report,
            Validate = data.Validation.Count == 0 ? null : Test(data.Validation).Validate,
        }.Run(run, token);
        using var ungraded = no_grad();
        test.Conclude(settings.OuterSteps, run, token);
        var whole = data.Test.Select(Whole).ToList();
        RestorationCurve.Report(problem, whole, (u, _) => u[0], k, Math.Max(k, settings.TestK), settings.OuterSteps, run, token);
        if (run.Spec.Method != "tv")  // ADMM converges, but not by bringing pairs closer in the norm of u
        {
            PhotographExpansion.Report(problem, Problem(run.Spec, settings, data.In(float64, CPU)), whole, k, run);
        }
    }

    /// <inheritdoc/>
    public CertifiableProblem? Certifiable(RunContext run, CancellationToken token)
    {
        var settings = Own(run.Spec.Method, run.Settings<DeconvolutionSettings>());
        var data = new DeconvolutionData(run with { Observer = new SilentObserver() }, settings, float64, CPU, token);
        return new(Problem(run.Spec, settings, data), settings.K) { Items = 1, Side = 32 };
    }

    /// <inheritdoc/>
    public string Restores => "Sharpens photographs that were blurred by the kernel it was trained for.";

    /// <inheritdoc/>
    public string? RefuseModel(string method, TaskSettings settings) => null;

    /// <inheritdoc/>
    public Image Restore(TrainedModel model, Image input, CancellationToken token)
    {
        var settings = (DeconvolutionSettings)model.Spec.Settings;
        using var scope = NewDisposeScope();
        using var ungraded = no_grad();
        var device = TaskMachine.Prepare(settings);
        var methods = new DeconvolutionMethods(settings, DeconvolutionMethods.Kernel(model).to(device), 3);
        var unrolled = methods.Create(model.Spec.Method, settings.Loss.Create(), model.Spec.Seed);
        using var omega = unrolled.Omega;
        model.CopyTo(omega);
        unrolled.Settle();
        return Tiles.Restore(ColourImages.Colour(input), (tile, stop) =>
        {
            var batch = new Batch(ImageTensor.From(tile, float32, device));
            var solve = InnerLoop.Run(unrolled.Test(batch), methods.Start(model.Spec.Method, batch), StepsOf(model.Spec.Method, settings), residual: false, token: stop);
            return ImageTensor.ToImage(solve.U[0].clamp(0, 1));
        }, token);
    }

    // Outer steps as the method has them.
    private static DeconvolutionSettings Own(string method, DeconvolutionSettings settings) =>
        method == "ena" && settings.PlugOuterSteps > 0 ? settings with { OuterSteps = settings.PlugOuterSteps } : settings;

    private static int StepsOf(string method, DeconvolutionSettings settings) => method == "ena" ? settings.PlugSteps : settings.K;

    private static LearningProblem Problem(RunSpec spec, DeconvolutionSettings settings, DeconvolutionData data)
    {
        var loss = settings.Loss.Create();
        var methods = new DeconvolutionMethods(settings, data.Kernel2d, 3);
        return new()
        {
            Method = methods.Create(spec.Method, loss, spec.Seed),
            Loss = loss,
            BatchAt = t => data.At(spec.Method, t),
            Start = batch => methods.Start(spec.Method, batch),
            FirstStage = settings.FirstStage(spec.Method),
            TrainsParts = true,
            SecondRate = 0.5,
            RateFactor = name => name.EndsWith("_hat", StringComparison.Ordinal) && spec.Method is not ("unh" or "tv") ? 3 : 1,
        };
    }
}
