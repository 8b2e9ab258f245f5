using System.ComponentModel.DataAnnotations;
using Hodl.Core.Runs;
using Hodl.Core.Training;

namespace Hodl.Core.Tasks;

/// <summary>Settings of <see cref="RainRemoval"/>.</summary>
public sealed record RainRemovalSettings : VisionSettings
{
    /// <summary>Defaults of the preset for two cores.</summary>
    public RainRemovalSettings()
    {
        K = 2;
        Alpha = 0.95;
        OuterSteps = 14_000;
        BatchSize = 4;
        LearningRate = 1e-3;
        Schedule = RateSchedule.Cosine;
        WarmupSteps = 100;
        ClipNorm = 1;
        EvaluateEvery = 1000;
        CurveEvery = 250;
        CheckpointEvery = 250;
    }

    /// <summary>Data set.</summary>
    [Display(Name = "Rain", GroupName = "Problem", Order = 1, Description = "Which published set is tested on. Its official training set is used where it is found; else pairs 1–60 of the test set train and 61–100 are reported.")]
    public RainSet Data { get; init; } = RainSet.Rain100L;

    /// <summary>Channels of the encoder.</summary>
    [Display(Name = "Encoder channels", GroupName = "Method", Order = 14, Description = "Channels of each scale of the free network that reads b for HODL.")]
    [RegularExpression("[1-9][0-9]{0,3}(,[1-9][0-9]{0,3}){0,5}", ErrorMessage = "numbers with commas between, such as 64,128,256,512")]
    public string Widths { get; init; } = "48,64,96";

    /// <summary>Blocks of the encoder.</summary>
    [Display(Name = "Encoder blocks", GroupName = "Method", Order = 15, Description = "Residual blocks of each scale, going down and going up.")]
    [Range(1, 8)]
    public int Blocks { get; init; } = 1;

    /// <summary>Fold of the encoder.</summary>
    [Display(Name = "Encoder folds pixels by", GroupName = "Method", Order = 16, Description = "Side of the pixel blocks that become channels before the encoder's first layer.")]
    [Range(1, 4)]
    [Advanced]
    public int Fold { get; init; } = 2;

    /// <summary>Rain without colour.</summary>
    [Display(Name = "Rain without colour", GroupName = "Method", Order = 18, Description = "HODL's encoder estimates one rain layer for all three channels: streaks are light that is added alike to each. Off: one layer a channel.")]
    public bool Achromatic { get; init; } = true;

    /// <summary>Steps of the encoder alone.</summary>
    [Display(Name = "Encoder steps", GroupName = "Training", Order = 30, Description = "First outer steps, in which HODL's encoder alone learns to estimate the rain; then everything is trained through the fixed point. Fewer than the outer steps.")]
    [Range(0, 1_000_000)]
    [Unit("outer steps")]
    public int EncoderSteps { get; init; } = 12_500;

    /// <summary>The outer step with which a first stage ends that trains the encoder alone; 0 for methods without one.</summary>
    public int FirstStage(string method) => method is "shodl" or "ahodl" ? EncoderSteps : 0;

    /// <inheritdoc/>
    public override string? OtherFunctionAt(string method, long step) =>
        step <= FirstStage(method) ? "stage 1 of 2: the loss of the encoder's estimate alone, without a fixed point" : null;

    /// <summary>ℓ.</summary>
    [Display(Name = "Loss", GroupName = "Training", Order = 31, Description = "What every method of this task minimises. Squared as published; Charbonnier, a smooth absolute error, gets further in short training (0.25 dB after 4000 steps).")]
    public RestorationLoss Loss { get; init; } = RestorationLoss.Charbonnier;

    /// <summary>Mixed pairs.</summary>
    [Display(Name = "Mix rain", GroupName = "Training", Order = 32, Description = "Every method's training patches are the clean image of one pair under the rain of another: as many scenes as pairs of pairs. Off: the pairs as they are.")]
    public bool MixRain { get; init; } = true;

    /// <summary>Hidden channels of the rain CNNs.</summary>
    [Display(Name = "Hidden channels", GroupName = "Method", Order = 17, Description = "Channels inside the two small networks that estimate the background and the rain.")]
    [Range(1, 512)]
    [Advanced]
    public int Hidden { get; init; } = 8;

    /// <summary>Channels of the plain network.</summary>
    [Display(Name = "CNN channels", GroupName = "Baselines", Order = 30, Description = "Channels of the plain residual network.")]
    [Range(1, 512)]
    [Advanced]
    public int CnnChannels { get; init; } = 32;

    /// <summary>Depth of the plain network.</summary>
    [Display(Name = "CNN layers", GroupName = "Baselines", Order = 31, Description = "Convolutions of the plain residual network.")]
    [Range(2, 40)]
    [Advanced]
    public int CnnLayers { get; init; } = 7;

    /// <summary>Steps of the plain network.</summary>
    [Display(Name = "CNN outer steps", GroupName = "Baselines", Order = 32, Description = "Outer steps of the plain network, so that it can train for as many seconds as HODL. 0: as many as HODL.")]
    [Range(0, 1_000_000)]
    [Unit("outer steps")]
    public int CnnSteps { get; init; }

    /// <summary>Channels of the recurrent network.</summary>
    [Display(Name = "Recurrent channels", GroupName = "Baselines", Order = 33, Description = "Channels of the recurrent network; 32 as published.")]
    [Range(1, 512)]
    [Advanced]
    public int RecurrentChannels { get; init; } = 20;

    /// <summary>Blocks of the recurrent network.</summary>
    [Display(Name = "Recurrent blocks", GroupName = "Baselines", Order = 34, Description = "Residual blocks of the recurrent network; 5 as published.")]
    [Range(1, 20)]
    [Advanced]
    public int RecurrentBlocks { get; init; } = 3;

    /// <summary>Stages of the recurrent network.</summary>
    [Display(Name = "Recurrent stages", GroupName = "Baselines", Order = 35, Description = "Stages of the recurrent network; 6 as published.")]
    [Range(1, 20)]
    [Advanced]
    public int RecurrentStages { get; init; } = 4;

    /// <summary>Steps of the recurrent network.</summary>
    [Display(Name = "Recurrent outer steps", GroupName = "Baselines", Order = 36, Description = "Outer steps of the recurrent network, so that it can train for as many seconds as HODL. 0: as many as HODL.")]
    [Range(0, 1_000_000)]
    [Unit("outer steps")]
    public int RecurrentSteps { get; init; }

    /// <summary>Side of training patches.</summary>
    [Display(Name = "Patch side", GroupName = "Training", Order = 29, Description = "Rows and columns of training patches.")]
    [Range(16, 512)]
    [Unit("pixels")]
    public int PatchSide { get; init; } = 80;

    /// <summary>Which test images are measured on the way.</summary>
    [Display(Name = "Measure every n-th", GroupName = "Recording", Order = 42, Description = "Test images measured during training; the result is over all of them.")]
    [Range(1, 1000)]
    [Advanced]
    public int ProbeEvery { get; init; } = 8;

    /// <summary>Test images in all.</summary>
    [Display(Name = "Test every n-th", GroupName = "Data", Order = 50, Description = "1: the result is over all test images. More only to see quickly where things go.")]
    [Range(1, 1000)]
    [Advanced]
    public int TestEvery { get; init; } = 1;

    /// <summary>Iterations at the end of the test.</summary>
    [Display(Name = "Test up to k", GroupName = "Recording", Order = 43, Description = "Iterations of the test curve on the measured images. 0: K.")]
    [Range(0, 10_000)]
    [Unit("inner steps")]
    public int TestK { get; init; } = 12;

    /// <summary>Channels of the encoder's scales as numbers.</summary>
    public IReadOnlyList<long> Scales() => [.. Widths.Split(',').Select(text => long.Parse(text, System.Globalization.CultureInfo.InvariantCulture))];
}
