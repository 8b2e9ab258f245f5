using System.ComponentModel.DataAnnotations;
using Hodl.Core.Runs;
using Hodl.Core.Training;

namespace Hodl.Core.Tasks;

/// <summary>Settings of <see cref="CtReconstruction"/>.</summary>
public sealed record CtReconstructionSettings : TrainingSettings
{
    /// <summary>64 × 64 from 20 angles.</summary>
    public CtReconstructionSettings()
    {
        K = 20;
        OuterSteps = 300;
        LearningRate = 0.02;
        EvaluateEvery = 50;
        CurveEvery = 100;
        Schedule = RateSchedule.Cosine;
    }

    /// <summary>n.</summary>
    [Display(Name = "Side", GroupName = "Data", Order = 1, Description = "Rows and columns of the phantoms, bins of the detector.")]
    [Range(16, 128)]
    [Unit("pixels")]
    public int Side { get; init; } = 64;

    /// <summary>Angles.</summary>
    [Display(Name = "Views", GroupName = "Data", Order = 2, Description = "Angles at equal distances over half a turn. About 1.6 times the side would be complete data.")]
    [Range(2, 512)]
    public int Views { get; init; } = 20;

    /// <summary>σ.</summary>
    [Display(Name = "σ — noise", GroupName = "Data", Order = 3, Description = "Deviation of the noise as a share of the Shepp–Logan phantom's largest line integral.")]
    [Range(0.0, 0.5)]
    public double Noise { get; init; } = 0.01;

    /// <summary>B.</summary>
    [Display(Name = "Training phantoms", GroupName = "Data", Order = 4, Description = "Phantoms like Shepp and Logan's, moved and weighted by chance, that every method learns from. The test is the phantom itself.")]
    [Range(1, 64)]
    public int Phantoms { get; init; } = 4;

    /// <summary>ε.</summary>
    [Display(Name = "ε — corner rounding", GroupName = "Lower level", Order = 10, Description = "φ(z) = √(z² + ε²) for TV, filters and codes.")]
    [Range(1e-4, 1.0)]
    public double Epsilon { get; init; } = 0.01;

    /// <summary>Side of a filter.</summary>
    [Display(Name = "Filter side", GroupName = "Lower level", Order = 11, Description = "Learned filters and dictionary: rows and columns of the DCT that they start from.")]
    [Range(2, 9)]
    [Unit("pixels")]
    public int FilterSide { get; init; } = 5;

    /// <summary>β0.</summary>
    [Display(Name = "β0 — overall strength", GroupName = "Lower level", Order = 12, Description = "Learned filters: where a line search for the common weight e^β0 starts. Dictionary: the weight of the codes at the start.")]
    [Range(-30.0, 10.0)]
    public double Beta0 { get; init; } = -8;

    /// <summary>Tolerance of the lower level.</summary>
    [Display(Name = "Lower tolerance", GroupName = "Lower level", Order = 13, Description = "Norm of the lower level's gradient (of x − Ψ(x) for deep equilibrium) at which it ends before K steps.")]
    [Range(0.0, 1.0)]
    public double Tolerance { get; init; } = 1e-6;

    /// <summary>Linear steps.</summary>
    [Display(Name = "Linear steps", GroupName = "Lower level", Order = 14, Description = "The most steps on the linear equation of the implicit gradient, (4.8) and (7.3).")]
    [Range(1, 10_000)]
    public int LinearSteps { get; init; } = 15;

    /// <summary>Grid.</summary>
    [Display(Name = "Grid points", GroupName = "Total variation", Order = 20, Description = "Weights between 10⁻⁷ and 1 that the grid tries.")]
    [Range(2, 1000)]
    public int GridPoints { get; init; } = 15;

    /// <summary>Steps of a lower solve for TV.</summary>
    [Display(Name = "TV steps", GroupName = "Total variation", Order = 21, Description = "The most lower steps for one weight of TV.")]
    [Range(1, 100_000)]
    public int TvSteps { get; init; } = 300;

    /// <summary>Upper steps for TV.</summary>
    [Display(Name = "TV upper steps", GroupName = "Total variation", Order = 22, Description = "Steps of Adam on the logarithm of the weight.")]
    [Range(1, 10_000)]
    public int TvUpperSteps { get; init; } = 25;

    /// <summary>Hidden channels.</summary>
    [Display(Name = "Hidden channels", GroupName = "Networks", Order = 30, Description = "Of the deep equilibrium's network. The plugged-in denoiser has twice as many on its fine scale, four times as many on its coarse one.")]
    [Range(1, 256)]
    public int Hidden { get; init; } = 16;

    /// <summary>Layers.</summary>
    [Display(Name = "Hidden layers", GroupName = "Networks", Order = 31, Description = "Deep equilibrium: convolutions with a ReLU before the last one.")]
    [Range(1, 16)]
    public int Layers { get; init; } = 3;

    /// <summary>κ.</summary>
    [Display(Name = "κ — contraction", GroupName = "Networks", Order = 32, Description = "Deep equilibrium: Ψ contracts by at least ½(1 + κ). Closer to 1 leaves the network more freedom and needs more steps.")]
    [Range(0.1, 0.999)]
    public double Contraction { get; init; } = 0.9;

    /// <summary>Rate of networks.</summary>
    [Display(Name = "Rate of networks", GroupName = "Networks", Order = 33, Description = "Adam's rate for deep equilibrium and the denoiser; filters have the learning rate.")]
    [Range(1e-6, 1.0)]
    public double NetworkRate { get; init; } = 5e-3;

    /// <summary>Patches of a step of the denoiser.</summary>
    [Display(Name = "Batch of the denoiser", GroupName = "Plug-and-play", Order = 40, Description = "Phantoms, turned by chance, with noise of a level in [0, 50/255], that one step sees.")]
    [Range(1, 256)]
    public int BatchSize { get; init; } = 4;

    /// <summary>Steps of ADMM.</summary>
    [Display(Name = "Steps of ADMM", GroupName = "Plug-and-play", Order = 41, Description = "Steps of plug-and-play ADMM. ρ and the denoiser's σ are those with the least error on the training phantoms.")]
    [Range(1, 10_000)]
    public int PlugSteps { get; init; } = 30;

    /// <summary>Steps at test time.</summary>
    [Display(Name = "Steps at test time", GroupName = "Recording", Order = 43, Description = "The most lower steps on the test phantom.")]
    [Range(1, 100_000)]
    [Unit("inner steps")]
    public int TestK { get; init; } = 400;
}
