using System.ComponentModel.DataAnnotations;
using Hodl.Core.Runs;
using Hodl.Core.Training;

namespace Hodl.Core.Tasks;

/// <summary>Settings of <see cref="GanModes"/>.</summary>
public sealed record GanModesSettings : HodlSettings
{
    /// <summary>Defaults: the ring of 8.</summary>
    public GanModesSettings()
    {
        K = 5;
        Alpha = 0.95;
        Mu = 0.1;
        OuterSteps = 2500;
        BatchSize = 128;
        LearningRate = 3e-3;
        Schedule = RateSchedule.Cosine;
        EvaluateEvery = 50;
        CurveEvery = 1000;
        CheckpointEvery = 500;
    }

    /// <summary>Distribution.</summary>
    [Display(Name = "Distribution", GroupName = "Data", Order = 1, Description = "What the generator is to imitate.")]
    public MixtureKind Dataset { get; init; } = MixtureKind.Ring8;

    /// <summary>File of points.</summary>
    [Display(Name = "Points file", GroupName = "Data", Order = 2, Description = "For Own: a CSV file below the data folder with two numbers a line. Points are centred and scaled to a root mean square radius of 2; points nearer than 6σ belong to one mode.")]
    [StringLength(200)]
    public string Points { get; init; } = "";

    /// <summary>σ.</summary>
    [Display(Name = "σ — spread of a mode", GroupName = "Data", Order = 3, Description = "Standard deviation around each centre. A sample is good within 3σ of one.")]
    [Range(0.001, 1.0)]
    public double Sigma { get; init; } = 0.05;

    /// <summary>Part of the fair share.</summary>
    [Display(Name = "Share that covers a mode", GroupName = "Data", Order = 4, Description = "A mode counts as covered when at least this part of its fair share of all samples lies within 3σ of it: 0.2 on the ring of 8 is 2.5 % of the samples.")]
    [Range(0.01, 1.0)]
    public double ModeShare { get; init; } = 0.2;

    /// <summary>Noise.</summary>
    [Display(Name = "Noise dimensions", GroupName = "Networks", Order = 10, Description = "Length of the generator's input z ~ N(0, I).")]
    [Range(1, 256)]
    public int NoiseSize { get; init; } = 8;

    /// <summary>Width.</summary>
    [Display(Name = "Hidden units", GroupName = "Networks", Order = 11, Description = "Width of the two hidden layers of generator and discriminator.")]
    [Range(4, 1024)]
    public int Hidden { get; init; } = 64;

    /// <summary>η.</summary>
    [Display(Name = "η — discriminator step", GroupName = "Lower level", Order = 15, Description = "Step of the discriminator's gradient descent.")]
    [Range(1e-5, 10.0)]
    public double Eta { get; init; } = 0.1;

    /// <summary>Metric.</summary>
    [Display(Name = "Preconditioned steps", GroupName = "Lower level", Order = 15, Description = "Steps of the discriminator in the metric G = diag(√v + ε), v the running mean of its squared gradients, as RMSProp takes them; constant while K steps are unrolled. η is then a hundred times smaller. Off: plain descent.")]
    public bool Preconditioned { get; init; }

    /// <summary>Weight decay.</summary>
    [Display(Name = "ρ — weight decay", GroupName = "Lower level", Order = 16, Description = "½ρ‖u‖² in the discriminator's loss. It bounds its logits, so that the generator's gradient does not die where the two distributions are told apart with ease, and makes its steps contract.")]
    [Range(0.0, 10.0)]
    public double Decay { get; init; }

    /// <summary>Steps carried on.</summary>
    [Display(Name = "Discriminator steps kept", GroupName = "Lower level", Order = 17, Description = "Steps of the discriminator that each outer step leaves behind. 0 keeps all K; fewer make K a look-ahead: the generator sees K steps of an answer of which only these are played.")]
    [Range(0, 1000)]
    [Unit("inner steps")]
    public int CarriedSteps { get; init; }

    /// <summary>Loss.</summary>
    [Display(Name = "Generator's loss", GroupName = "Upper level", Order = 18, Description = "Where the discriminator is a classifier. HODL differentiates through the discriminator's steps, and the two losses then differ by more than their slope.")]
    public GeneratorLoss Loss { get; init; } = GeneratorLoss.NonSaturating;

    /// <summary>WGAN's constraint.</summary>
    [Display(Name = "WGAN's constraint", GroupName = "Baselines", Order = 30, Description = "How the critic is kept Lipschitz: a penalty on its slope, or clipped weights.")]
    public CriticConstraint Constraint { get; init; } = CriticConstraint.Penalty;

    /// <summary>Weight of the gradient penalty.</summary>
    [Display(Name = "Gradient penalty", GroupName = "Baselines", Order = 31, Description = "WGAN: weight of (‖∇D‖ − 1)² between real and generated samples.")]
    [Range(0.0, 1000.0)]
    [Advanced]
    public double Penalty { get; init; } = 1;

    /// <summary>Clipping.</summary>
    [Display(Name = "Clip weights at", GroupName = "Baselines", Order = 32, Description = "WGAN with clipping: largest absolute weight of the critic.")]
    [Range(0.001, 10.0)]
    [Advanced]
    public double Clip { get; init; } = 0.1;

    /// <summary>Proximal weight.</summary>
    [Display(Name = "Proximal weight", GroupName = "Baselines", Order = 33, Description = "ProxGAN: ½λ‖u − u⁰‖² holds the discriminator near where the step began.")]
    [Range(0.0, 100.0)]
    [Advanced]
    public double Proximal { get; init; } = 0.1;

    /// <summary>Norm of a layer.</summary>
    [Display(Name = "Largest layer norm", GroupName = "Baselines", Order = 34, Description = "LCGAN: spectral norm that each layer of the discriminator is brought back to after every step, which bounds its Lipschitz constant by the cube of it.")]
    [Range(0.1, 100.0)]
    [Advanced]
    public double LayerNorm { get; init; } = 2;

    /// <summary>Samples.</summary>
    [Display(Name = "Samples measured", GroupName = "Recording", Order = 43, Description = "Generated samples that modes are counted and pictures drawn with.")]
    [Range(100, 100_000)]
    public int Samples { get; init; } = 2500;
}
