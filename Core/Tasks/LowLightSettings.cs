using System.ComponentModel.DataAnnotations;
using Hodl.Core.Runs;
using Hodl.Core.Training;

namespace Hodl.Core.Tasks;

/// <summary>Settings of <see cref="LowLight"/>.</summary>
public sealed record LowLightSettings : VisionSettings
{
    /// <summary>Defaults of the preset for two cores.</summary>
    public LowLightSettings()
    {
        K = 3;
        Alpha = 0.95;
        OuterSteps = 300;
        BatchSize = 2;
        LearningRate = 1e-3;
        Schedule = RateSchedule.Cosine;
        WarmupSteps = 50;
        ClipNorm = 1;
        EvaluateEvery = 150;
        CurveEvery = 250;
        CheckpointEvery = 250;
    }

    /// <summary>Fold.</summary>
    [Display(Name = "Fold", GroupName = "Data", Order = 50, Description = "Of the three-fold split of LOL eval15: this fold is tested, the two others train. Where LOL's official training set is found it trains and all 15 are tested.")]
    [Range(1, 3)]
    public int Fold { get; init; } = 1;

    /// <summary>Gain of training pairs.</summary>
    [Display(Name = "Exposure spread", GroupName = "Training", Order = 30, Description = "Dark training images are multiplied by a factor drawn from [1/spread, spread], their truth is not: few scenes stand for many exposures. 1: none.")]
    [Range(1.0, 4.0)]
    public double ExposureSpread { get; init; } = 1.4;

    /// <summary>σ of the start's smoothing.</summary>
    [Display(Name = "Smoothing", GroupName = "Method", Order = 13, Description = "Standard deviation of the Gaussian by which the dark picture is smoothed before training: what it takes away counts as noise until the encoder gives it back. 0: none.")]
    [Range(0.0, 5.0)]
    [Unit("pixels")]
    [Advanced]
    public double Smoothing { get; init; } = 1.2;

    /// <summary>Steps of the search.</summary>
    [Display(Name = "Search steps", GroupName = "Method", Order = 14, Description = "Outer steps in which each edge of the cell is a mixture of all operations; then each keeps its best one and training goes on. 0: it is chosen at the start, by the seed.")]
    [Range(0, 1_000_000)]
    [Unit("outer steps")]
    public int SearchSteps { get; init; } = 80;

    /// <inheritdoc/>
    public override string? OtherFunctionAt(string method, long step) =>
        method is "shodl" or "ahodl" && step <= SearchSteps
            ? "stage 1 of 2: φ_K of a cell whose edges are mixtures of all operations" : null;

    /// <summary>Rate of α.</summary>
    [Display(Name = "Rate of the search", GroupName = "Method", Order = 15, Description = "Learning rate of the operations' weights as a multiple of the learning rate.")]
    [Range(0.01, 1000.0)]
    [Advanced]
    public double SearchRate { get; init; } = 10;

    /// <summary>N.</summary>
    [Display(Name = "Cell nodes", GroupName = "Method", Order = 16, Description = "Nodes of the searched cell beside its input; n nodes have n(n + 1)/2 edges.")]
    [Range(1, 6)]
    public int Nodes { get; init; } = 2;

    /// <summary>Channels of the cell.</summary>
    [Display(Name = "Cell channels", GroupName = "Method", Order = 17, Description = "Channels of every node.")]
    [Range(1, 256)]
    [Advanced]
    public int CellChannels { get; init; } = 8;

    /// <summary>Channels of the encoder.</summary>
    [Display(Name = "Encoder channels", GroupName = "Method", Order = 18, Description = "Channels of each scale of the free network that estimates the illumination.")]
    [RegularExpression("[1-9][0-9]{0,3}(,[1-9][0-9]{0,3}){0,5}", ErrorMessage = "numbers with commas between, such as 64,128,256,512")]
    public string Widths { get; init; } = "32,48,64";

    /// <summary>Blocks of the encoder.</summary>
    [Display(Name = "Encoder blocks", GroupName = "Method", Order = 19, Description = "Residual blocks of each scale, going down and going up.")]
    [Range(1, 8)]
    [Advanced]
    public int Blocks { get; init; } = 1;

    /// <summary>Fold of the encoder.</summary>
    [Display(Name = "Encoder folds pixels by", GroupName = "Method", Order = 20, Description = "Side of the pixel blocks that become channels before the encoder's first layer.")]
    [Range(1, 4)]
    [Advanced]
    public int PixelFold { get; init; } = 2;

    /// <summary>Width of RetinexNet.</summary>
    [Display(Name = "RetinexNet channels", GroupName = "Baselines", Order = 31, Description = "Channels of the decomposing and the adjusting network; 64 as published.")]
    [Range(1, 256)]
    [Advanced]
    public int RetinexChannels { get; init; } = 24;

    /// <summary>Steps of RetinexNet.</summary>
    [Display(Name = "RetinexNet outer steps", GroupName = "Baselines", Order = 32, Description = "Outer steps of the ena method, so that it can train for as many seconds as HODL. 0: as many as HODL.")]
    [Range(0, 1_000_000)]
    [Unit("outer steps")]
    public int RetinexSteps { get; init; }

    /// <summary>Side of training patches.</summary>
    [Display(Name = "Patch side", GroupName = "Training", Order = 29, Description = "Rows and columns of training patches.")]
    [Range(32, 400)]
    [Unit("pixels")]
    public int PatchSide { get; init; } = 128;

    /// <summary>Iterations at the end of the test.</summary>
    [Display(Name = "Test up to k", GroupName = "Recording", Order = 43, Description = "Iterations of the test curve. 0: K.")]
    [Range(0, 10_000)]
    [Unit("inner steps")]
    public int TestK { get; init; } = 12;

    /// <summary>Channels of the encoder's scales as numbers.</summary>
    public IReadOnlyList<long> Scales() => [.. Widths.Split(',').Select(text => long.Parse(text, System.Globalization.CultureInfo.InvariantCulture))];
}
