using System.ComponentModel.DataAnnotations;
using Hodl.Core.Runs;

namespace Hodl.Core.Tasks;

/// <summary>Settings of <see cref="HyperCleaning"/>.</summary>
public sealed record HyperCleaningSettings : HodlSettings
{
    /// <summary>Defaults: MNIST, 5000 + 5000 + 10000 samples, the linear net.</summary>
    public HyperCleaningSettings()
    {
        K = 40;
        Alpha = 0.95;
        Mu = 0.1;
        OuterSteps = 100;
        BatchSize = 5000;
        LearningRate = 0.1;
        EvaluateEvery = 5;
        CurveEvery = 50;
    }

    /// <summary>Data set.</summary>
    [Display(Name = "Data set", GroupName = "Data", Order = 1, Description = "Images of ten classes. Generated digits stand in where the files are absent.")]
    public DigitSet Dataset { get; init; } = DigitSet.Mnist;

    /// <summary>Training samples.</summary>
    [Display(Name = "Training samples", GroupName = "Data", Order = 2, Description = "Each has a weight σ(λ_i) that is learned.")]
    [Range(10, 50_000)]
    public int TrainItems { get; init; } = 5000;

    /// <summary>Validation samples.</summary>
    [Display(Name = "Validation samples", GroupName = "Data", Order = 3, Description = "With true labels; only the upper level sees them. Training and validation samples together are at most 60 000.")]
    [Range(10, 50_000)]
    public int ValidationItems { get; init; } = 5000;

    /// <summary>Test samples.</summary>
    [Display(Name = "Test samples", GroupName = "Data", Order = 4, Description = "For accuracy alone.")]
    [Range(10, 10_000)]
    public int TestItems { get; init; } = 10_000;

    /// <summary>Share of replaced labels.</summary>
    [Display(Name = "Replaced labels", GroupName = "Data", Order = 5, Description = "Share of the training labels that is replaced by a random one of the ten, so one in ten of these is true again by chance.")]
    [Range(0.0, 1.0)]
    public double Corrupted { get; init; } = 0.5;

    /// <summary>Hidden layer.</summary>
    [Display(Name = "Hidden layer", GroupName = "Lower level", Order = 6, Description = "Linear is the net of the published code, 784-300-10 without activation; ReLU is the better classifier.")]
    public HiddenLayer Layer { get; init; } = HiddenLayer.Linear;

    /// <summary>Units.</summary>
    [Display(Name = "Hidden units", GroupName = "Lower level", Order = 7, Description = "Width of the hidden layer.")]
    [Range(1, 4096)]
    public int Hidden { get; init; } = 300;

    /// <summary>η.</summary>
    [Display(Name = "η — lower step", GroupName = "Lower level", Order = 8, Description = "Step of gradient descent on the weighted training loss. Too large a step diverges, a small one leaves the net far from its minimum after K steps.")]
    [Range(1e-4, 100.0)]
    public double Eta { get; init; } = 1;

    /// <summary>Steps at test time.</summary>
    [Display(Name = "Steps at test time", GroupName = "Lower level", Order = 9, Description = "Gradient steps on the learned weights before the test accuracy is taken, for every method alike. 0 takes K.")]
    [Range(0, 10_000)]
    [Unit("inner steps")]
    public int TestK { get; init; }

    /// <summary>M.</summary>
    [Display(Name = "M — differentiated steps", GroupName = "Hypergradient", Order = 30, Description = "TRHG: how many of the last inner steps reverse mode goes through.")]
    [Range(1, 10_000)]
    [Unit("inner steps")]
    public int LastSteps { get; init; } = 10;

    /// <summary>Steps of the linear solver.</summary>
    [Display(Name = "Linear steps", GroupName = "Hypergradient", Order = 31, Description = "CG and NS: the most steps on the linear equation of implicit differentiation.")]
    [Range(1, 10_000)]
    public int LinearSteps { get; init; } = 20;

    /// <summary>Tolerance of the linear solver.</summary>
    [Display(Name = "Linear tolerance", GroupName = "Hypergradient", Order = 32, Description = "CG and NS: relative residual at which the linear solver ends early.")]
    [Range(0.0, 1.0)]
    [Advanced]
    public double LinearTolerance { get; init; } = 1e-6;

    /// <summary>θ.</summary>
    [Display(Name = "θ — damping", GroupName = "Hypergradient", Order = 33, Description = "NS: factor on the step of the series. Changes its speed, not its limit.")]
    [Range(0.01, 2.0)]
    [Advanced]
    public double Damping { get; init; } = 1;

    /// <summary>ρ.</summary>
    [Display(Name = "ρ — ridge", GroupName = "Hypergradient", Order = 34, Description = "CG and NS: added to the Hessian, which is singular or indefinite away from a strict minimum. Above 0 the equation is another one.")]
    [Range(0.0, 1e3)]
    [Advanced]
    public double Ridge { get; init; }
}
