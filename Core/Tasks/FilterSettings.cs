using System.ComponentModel.DataAnnotations;
using Hodl.Core.Bilevel.Filters;
using Hodl.Core.Imaging;
using Hodl.Core.Runs;
using Hodl.Core.Solvers;
using Hodl.Core.Solvers.Losses;
using Hodl.Core.Training;

namespace Hodl.Core.Tasks;

/// <summary>Settings of the tasks whose lower level is the review's (Ex), Φ(x; γ) = ½‖x − y‖² + e^{β0} Σ e^{βk} Σ φ(c_k ∗ x; ε).</summary>
public abstract record FilterSettings : TrainingSettings
{
    /// <summary>φ.</summary>
    [Display(Name = "φ — penalty", GroupName = "Lower level", Order = 1, Description = "Sparsifying function of the filtered image: CornerRounded (CR1N), Huber, Fair and Quadratic are convex; LogSum and StudentT are not.")]
    public PenaltyKind Penalty { get; init; } = PenaltyKind.CornerRounded;

    /// <summary>ε.</summary>
    [Display(Name = "ε — corner", GroupName = "Lower level", Order = 2, Description = "Where φ turns from quadratic to its tail, in units of the filtered image. A smaller one is closer to |z| and conditions the lower level worse.")]
    [Range(1e-5, 100.0)]
    public double Epsilon { get; init; } = 0.01;

    /// <summary>β0.</summary>
    [Display(Name = "β0 — overall strength", GroupName = "Lower level", Order = 3, Description = "The regulariser's common factor is e^β0. Not learned; found on a grid.")]
    [Range(-30.0, 10.0)]
    public double Beta0 { get; init; } = -4;

    /// <summary>σ.</summary>
    [Display(Name = "σ — noise", GroupName = "Data", Order = 4, Description = "Standard deviation of the noise in levels of 255.")]
    [Range(0.0, 255.0)]
    [Unit("levels of 255")]
    public double Noise { get; init; } = 25;

    /// <summary>The gradient method.</summary>
    [Display(Name = "Lower solver", GroupName = "Lower level", Order = 5, Description = "Optimized: the optimized gradient method (OGM). Nesterov: the fast gradient method. None: gradient descent. The first two restart their momentum.")]
    public MomentumKind LowerSolver { get; init; } = MomentumKind.Optimized;

    /// <summary>L.</summary>
    [Display(Name = "L — Lipschitz constant", GroupName = "Lower level", Order = 6, Description = "Sets the lower step 1/L. Spectral: from the filters' spectrum, the smallest that holds. Review: (4.19), from their 1-norms.")]
    [Advanced]
    public BoundKind Bound { get; init; } = BoundKind.Spectral;

    /// <summary>Tolerance of the lower level.</summary>
    [Display(Name = "Lower tolerance", GroupName = "Lower level", Order = 7, Description = "The lower level ends before K steps where the norm of its gradient is at most this. 0 always takes K. Implicit methods alone.")]
    [Range(0.0, 1.0)]
    public double Tolerance { get; init; } = 1e-5;

    /// <summary>Whether x̂ and q are kept.</summary>
    [Display(Name = "Warm start", GroupName = "Lower level", Order = 8, Description = "Implicit methods start at the x̂ and the q of the last upper step.")]
    public bool WarmStart { get; init; } = true;

    /// <summary>Which part of γ is learned.</summary>
    [Display(Name = "Learned", GroupName = "Training", Order = 20, Description = "Filters and β together, or one of them.")]
    public LearnedPart Part { get; init; } = LearnedPart.FiltersAndStrengths;

    /// <summary>ℓ.</summary>
    [Display(Name = "ℓ — upper loss", GroupName = "Training", Order = 20, Description = "What compares the denoised training images with the truth. SquaredError is the review's; EdgeError weighs by a Laplacian of Gaussian (HFEN).")]
    public ImageLossKind Loss { get; init; } = ImageLossKind.SquaredError;

    /// <summary>Steps of the linear solver.</summary>
    [Display(Name = "Linear steps", GroupName = "Hypergradient", Order = 31, Description = "Implicit methods: the most steps on the linear equation of (4.8).")]
    [Range(0, 100_000)]
    public int LinearSteps { get; init; } = 10;

    /// <summary>Tolerance of the linear solver.</summary>
    [Display(Name = "Linear tolerance", GroupName = "Hypergradient", Order = 32, Description = "Implicit methods: relative residual at which the linear solver ends early. 0 takes all steps.")]
    [Range(0.0, 1.0)]
    [Advanced]
    public double LinearTolerance { get; init; }

    /// <summary>M.</summary>
    [Display(Name = "M — differentiated steps", GroupName = "Hypergradient", Order = 33, Description = "Truncated unrolling: how many of the last lower steps are differentiated.")]
    [Range(1, 10_000)]
    [Unit("inner steps")]
    public int LastSteps { get; init; } = 5;

    /// <summary>Rate of the upper-level methods.</summary>
    [Display(Name = "Upper rate", GroupName = "Training", Order = 23, Description = "Step of the upper-level methods that take plain gradient steps (BA, AID-BiO, ITD-BiO, TTSA) and the first one of HOAG; the other methods use the learning rate.")]
    [Range(1e-8, 100.0)]
    public double UpperRate { get; init; } = 0.01;

    /// <summary>Steps at test time.</summary>
    [Display(Name = "Steps at test time", GroupName = "Recording", Order = 43, Description = "The most lower steps on a test image; it starts at the noisy image and ends at the test tolerance.")]
    [Range(1, 100_000)]
    [Unit("inner steps")]
    public int TestK { get; init; } = 200;

    /// <summary>Tolerance at test time.</summary>
    [Display(Name = "Test tolerance", GroupName = "Recording", Order = 44, Description = "‖∇Φ‖/√N of a test image of N pixels at which its lower level ends.")]
    [Range(0.0, 1.0)]
    [Advanced]
    public double TestTolerance { get; init; } = 1e-4;

    /// <summary>How convolutions are computed.</summary>
    [Display(Name = "Convolution", GroupName = "Machine", Order = 904, Description = "Automatic takes the fastest for the size as it was measured: the fused kernel on a CPU, the library on a GPU.")]
    [Advanced]
    public BankKind Bank { get; init; } = BankKind.Automatic;

    /// <summary>Type of numbers.</summary>
    [Display(Name = "Double precision", GroupName = "Machine", Order = 905, Description = "float64 in place of float32: twice the time, and tolerances below 1e-6 can be met.")]
    [Advanced]
    public bool HighPrecision { get; init; }

    /// <summary>φ with its ε.</summary>
    internal Penalty Phi => new(Penalty, Epsilon);

    /// <summary>The lower level's options.</summary>
    internal FilterOptions Options => new() { Penalty = Phi, Momentum = LowerSolver, Bound = Bound, Bank = Bank, Threads = Threads };

    /// <summary>σ on the range [0, 1].</summary>
    internal double Sigma => Noise / 255;
}
