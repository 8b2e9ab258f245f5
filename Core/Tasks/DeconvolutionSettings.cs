using System.ComponentModel.DataAnnotations;
using Hodl.Core.Operators.Numerical;
using Hodl.Core.Runs;
using Hodl.Core.Training;

namespace Hodl.Core.Tasks;

/// <summary>Settings of <see cref="Deconvolution"/>.</summary>
public sealed record DeconvolutionSettings : VisionSettings
{
    /// <summary>Defaults of the preset for two cores.</summary>
    public DeconvolutionSettings()
    {
        K = 6;
        Alpha = 0.95;
        OuterSteps = 8000;
        BatchSize = 2;
        LearningRate = 1e-3;
        Schedule = RateSchedule.Cosine;
        WarmupSteps = 50;
        ClipNorm = 1;
        EvaluateEvery = 1000;
        CurveEvery = 250;
        CheckpointEvery = 250;
    }

    /// <summary>σ.</summary>
    [Display(Name = "Noise level", GroupName = "Problem", Order = 1, Description = "Standard deviation of the noise on the range [0, 1]: 0.01 and 0.03 in the published table.")]
    [Range(0.001, 0.2)]
    public double NoiseLevel { get; init; } = 0.01;

    /// <summary>Number of the kernel.</summary>
    [Display(Name = "Kernel", GroupName = "Problem", Order = 2, Description = "Which kernel of the kernel folder, from 1; Levin's eight have the sizes 19, 17, 15, 27, 13, 21, 23, 23.")]
    [Range(1, 1000)]
    public int Kernel { get; init; } = 2;

    /// <summary>W.</summary>
    [Display(Name = "Wavelet", GroupName = "Problem", Order = 3, Description = "The orthonormal transform in which PG thresholds.")]
    public WaveletKind Wavelet { get; init; } = WaveletKind.Daubechies4;

    /// <summary>Levels of W.</summary>
    [Display(Name = "Wavelet levels", GroupName = "Problem", Order = 4, Description = "Times the image is halved; sides of images are cut to a multiple of 2 to this power.")]
    [Range(1, 6)]
    public int Levels { get; init; } = 3;

    /// <summary>D_net.</summary>
    [Display(Name = "D_net", GroupName = "Method", Order = 14, Description = "Anchored: convex potentials pull u towards r(b), which stages of half-quadratic splitting with a free DRUNet find. NonExpansive: a DRUNet within norm 1 acts on u.")]
    public DeconvolutionNetwork Network { get; init; } = DeconvolutionNetwork.Anchored;

    /// <summary>Channels of DRUNet's scales.</summary>
    [Display(Name = "DRUNet channels", GroupName = "Method", Order = 15, Description = "Channels of each scale from the finest; 64,128,256,512 as published. HODL and plug-and-play share the shape.")]
    [RegularExpression("[1-9][0-9]{0,3}(,[1-9][0-9]{0,3}){0,5}", ErrorMessage = "numbers with commas between, such as 64,128,256,512")]
    public string Widths { get; init; } = "64,96,128";

    /// <summary>Blocks of DRUNet's scales.</summary>
    [Display(Name = "DRUNet blocks", GroupName = "Method", Order = 16, Description = "Residual blocks of each scale, going down and going up; 4 as published.")]
    [Range(1, 8)]
    public int Blocks { get; init; } = 1;

    /// <summary>Fold of DRUNet.</summary>
    [Display(Name = "DRUNet folds pixels by", GroupName = "Method", Order = 17, Description = "Side of the pixel blocks that become channels before the first layer: 1 as published, 2 for a quarter of the work.")]
    [Range(1, 4)]
    [Advanced]
    public int Fold { get; init; } = 2;

    /// <summary>J.</summary>
    [Display(Name = "Anchor stages", GroupName = "Method", Order = 18, Description = "Stages of half-quadratic splitting in which the anchored D_net's DRUNet finds r(b), once an outer step.")]
    [Range(1, 20)]
    public int Stages { get; init; } = 4;

    /// <summary>σ₁.</summary>
    [Display(Name = "First noise level", GroupName = "Method", Order = 19, Description = "Noise level that the first stage is told at the start of training; the last is told that of the data.")]
    [Range(0.001, 0.5)]
    [Advanced]
    public double FirstSigma { get; init; } = 0.1;

    /// <summary>Steps of the denoiser alone.</summary>
    [Display(Name = "Denoiser steps", GroupName = "Training", Order = 30, Description = "First outer steps, in which the anchored D_net's DRUNet alone learns to remove Gaussian noise of any level, as plug-and-play's does; then everything is trained through the fixed point. Fewer than the outer steps.")]
    [Range(0, 1_000_000)]
    [Unit("outer steps")]
    public int DenoiserSteps { get; init; } = 6000;

    /// <summary>The outer step with which a first stage ends that trains the denoiser alone; 0 for methods without one.</summary>
    public int FirstStage(string method) => method is "shodl" or "ahodl" && Network == DeconvolutionNetwork.Anchored ? DenoiserSteps : 0;

    /// <inheritdoc/>
    public override string? OtherFunctionAt(string method, long step) =>
        step <= FirstStage(method) ? "stage 1 of 2: the loss of the denoiser alone on noisy patches, without a fixed point" : null;

    /// <summary>ℓ.</summary>
    [Display(Name = "Loss", GroupName = "Training", Order = 31, Description = "What every method of this task minimises. Squared as published; Charbonnier, a smooth absolute error, gets further in short training (0.37 dB after 2000 steps).")]
    public RestorationLoss Loss { get; init; } = RestorationLoss.Charbonnier;

    /// <summary>Hidden channels of the potentials.</summary>
    [Display(Name = "Hidden channels", GroupName = "Method", Order = 20, Description = "Channels of the convolution in each potential of the anchored D_net; even.")]
    [Range(2, 512)]
    [Advanced]
    public int Hidden { get; init; } = 16;

    /// <summary>Layers of potentials.</summary>
    [Display(Name = "Potentials", GroupName = "Method", Order = 21, Description = "Layers of the anchored D_net.")]
    [Range(1, 8)]
    [Advanced]
    public int Layers { get; init; } = 1;

    /// <summary>Steps of plug-and-play.</summary>
    [Display(Name = "Plug-and-play steps", GroupName = "Method", Order = 22, Description = "Steps of HQS for the ena method; its schedule of noise levels ends there. 8 as published.")]
    [Range(2, 100)]
    public int PlugSteps { get; init; } = 8;

    /// <summary>Steps of plug-and-play's training.</summary>
    [Display(Name = "Plug-and-play outer steps", GroupName = "Baselines", Order = 30, Description = "Outer steps in which the ena method's denoiser is trained, so that it can train for as many seconds as HODL. 0: as many as HODL.")]
    [Range(0, 1_000_000)]
    [Unit("outer steps")]
    public int PlugOuterSteps { get; init; }

    /// <summary>Side of training patches.</summary>
    [Display(Name = "Patch side", GroupName = "Training", Order = 29, Description = "Rows and columns of training patches, each taken as periodic; a multiple of 2 to the wavelet levels.")]
    [Range(32, 512)]
    [Unit("pixels")]
    public int PatchSide { get; init; } = 96;

    /// <summary>Iterations at the end of the test.</summary>
    [Display(Name = "Test up to k", GroupName = "Recording", Order = 42, Description = "Iterations of the test curve of PSNR and seconds (Fig. 9). 0: K.")]
    [Range(0, 10_000)]
    [Unit("inner steps")]
    public int TestK { get; init; } = 30;

    /// <summary>Test images.</summary>
    [Display(Name = "Test images", GroupName = "Data", Order = 50, Description = "A folder of images below the data folder, or a full path. Without it generated images are used.")]
    public string TestData { get; init; } = "set3c";

    /// <summary>Training images.</summary>
    [Display(Name = "Training images", GroupName = "Data", Order = 51, Description = "A folder of clean RGB images below the data folder, or a full path. Without it generated images are used.")]
    public string TrainData { get; init; } = "rain100l/clean";

    /// <summary>Kernels.</summary>
    [Display(Name = "Kernels", GroupName = "Data", Order = 52, Description = "A folder of blur kernels (.txt, .mat, .npy) below the data folder, or a full path. Without it a Gaussian kernel is used.")]
    public string KernelData { get; init; } = "levin09";

    /// <summary>Channels of DRUNet's scales as numbers.</summary>
    public IReadOnlyList<long> Scales() => [.. Widths.Split(',').Select(text => long.Parse(text, System.Globalization.CultureInfo.InvariantCulture))];
}
