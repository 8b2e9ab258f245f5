using System.ComponentModel.DataAnnotations;
using Hodl.Core.Bilevel.Steps;
using Hodl.Core.Imaging;
using Hodl.Core.Runs;

namespace Hodl.Core.Tasks;

/// <summary>Settings of <see cref="MriTvWeight"/>.</summary>
public sealed record MriTvWeightSettings : BilevelSettings
{
    /// <summary>Side.</summary>
    [Display(Name = "Side", GroupName = "Problem", Order = 1, Description = "Rows and columns of the Shepp–Logan phantom.")]
    [Range(16, 256)]
    [Unit("pixels")]
    public int Side { get; init; } = 64;

    /// <summary>Share.</summary>
    [Display(Name = "Share of lines", GroupName = "Problem", Order = 2, Description = "Lines of k-space that are measured; low frequencies always, others by chance.")]
    [Range(0.05, 1.0)]
    public double Share { get; init; } = 0.4;

    /// <summary>σ.</summary>
    [Display(Name = "σ — noise", GroupName = "Problem", Order = 3, Description = "Deviation of the noise in every measured frequency, real and imaginary part each; the transform is unitary.")]
    [Range(0.0, 1.0)]
    public double Noise { get; init; } = 0.02;

    /// <summary>Regularizer.</summary>
    [Display(Name = "Regularizer", GroupName = "Problem", Order = 4, Description = "Tv has one weight; Tgv and Ictv have two, learned together.")]
    public RegularizerKind Regularizer { get; init; }

    /// <summary>ε.</summary>
    [Display(Name = "ε — corner rounding", GroupName = "Problem", Order = 5, Description = "φ(z) = √(z² + ε²). Searchers also take 0, which is |z|; Single level and Bregman always do.")]
    [Range(0.0, 1.0)]
    public double Epsilon { get; init; } = 0.01;

    /// <summary>ADMM.</summary>
    [Display(Name = "ADMM for |z|", GroupName = "Problem", Order = 6, Description = "Solve |z| by ADMM instead of primal-dual steps.")]
    public bool UseAdmm { get; init; }

    /// <summary>Start.</summary>
    [Display(Name = "log₁₀ weight at the start", GroupName = "Problem", Order = 7, Description = "Of every weight; the box that searchers look in is 10⁻⁵ … 10.")]
    [Range(-5.0, 1.0)]
    public double Start { get; init; } = -1;

    /// <summary>Steps.</summary>
    [Display(Name = "Upper steps", GroupName = "Budget", Order = 10, Description = "The most upper-level steps, or trials of a searcher (generations of CMA-ES).")]
    [Range(1, 100_000)]
    public int OuterSteps { get; init; } = 40;

    /// <summary>Gradients.</summary>
    [Display(Name = "Gradients and products", GroupName = "Budget", Order = 11, Description = "The most gradients and products of both levels together.")]
    [Range(1.0, 1e9)]
    public double Gradients { get; init; } = 12_000;

    /// <summary>T.</summary>
    [Display(Name = "T — lower steps", GroupName = "Lower level", Order = 20, Description = "The most lower-level steps of an upper step or a trial; exactly so many where they are unrolled.")]
    [Range(1, 100_000)]
    public int LowerSteps { get; init; } = 300;

    /// <summary>Tolerance.</summary>
    [Display(Name = "Lower tolerance", GroupName = "Lower level", Order = 21, Description = "‖∇ₓΦ‖ at which it ends.")]
    [Range(1e-12, 1.0)]
    public double LowerTolerance { get; init; } = 1e-3;

    /// <summary>T₀.</summary>
    [Display(Name = "T₀ — fixed lower steps", GroupName = "Lower level", Order = 22, Description = "Lower-level steps of AID-BiO, ITD-BiO, Penalty; first ones of BA.")]
    [Range(1, 10_000)]
    public int FirstSteps { get; init; } = 60;

    /// <summary>Linear steps.</summary>
    [Display(Name = "Linear steps", GroupName = "Lower level", Order = 23, Description = "The most steps of conjugate gradients.")]
    [Range(1, 10_000)]
    public int LinearSteps { get; init; } = 60;

    /// <summary>Optimizer.</summary>
    [Display(Name = "Upper optimizer", GroupName = "Upper level", Order = 30, Description = "Which step takes the gradient of IFT and of the gradients by name; the named methods have their own.")]
    public UpperOptimizer Optimizer { get; init; } = UpperOptimizer.Adam;

    /// <summary>Adam.</summary>
    [Display(Name = "Rate of Adam", GroupName = "Upper level", Order = 31, Description = "On the natural logarithm of a weight.")]
    [Range(1e-4, 10.0)]
    public double AdamRate { get; init; } = 0.4;

    /// <summary>First move.</summary>
    [Display(Name = "First move", GroupName = "Upper level", Order = 32, Description = "How far the first step of gradient descent moves the natural logarithm of a weight; fixes its rate.")]
    [Range(1e-3, 10.0)]
    public double FirstMove { get; init; } = 1.5;

    /// <summary>First move of BA and ITD-BiO.</summary>
    [Display(Name = "First move of BA and ITD-BiO", GroupName = "Upper level", Order = 33, Description = "Times that of the others: they solve each lower level alike and bear longer steps; AID-BiO, whose gradient lags behind, does not.")]
    [Range(0.01, 100.0)]
    [Advanced]
    public double AlikeMove { get; init; } = 2;

    /// <summary>First lower steps of BA.</summary>
    [Display(Name = "First lower steps of BA", GroupName = "Lower level", Order = 24, Description = "Times T: BA starts every lower level anew by plain descent, and with few steps its gradient is so biased that γ turns back.")]
    [Range(1, 100)]
    [Advanced]
    public int AnewSteps { get; init; } = 2;

    /// <summary>First tolerance of HOAG.</summary>
    [Display(Name = "First tolerance of HOAG", GroupName = "Lower level", Order = 25, Description = "Times the lower tolerance; it falls from there.")]
    [Range(1.0, 1e6)]
    [Advanced]
    public double HoagAccuracy { get; init; } = 100;

    /// <summary>Rate of Penalty.</summary>
    [Display(Name = "Rate of Penalty", GroupName = "Upper level", Order = 34, Description = "Times the rate of Adam: its gradient is small until λ has grown.")]
    [Range(0.01, 100.0)]
    [Advanced]
    public double PenaltyRate { get; init; } = 1.5;

    /// <summary>Growth of λ.</summary>
    [Display(Name = "Growth of λ", GroupName = "Upper level", Order = 35, Description = "By which Penalty's λ grows with every upper step.")]
    [Range(1.0, 10.0)]
    [Advanced]
    public double PenaltyGrowth { get; init; } = 1.15;

    /// <summary>Grid.</summary>
    [Display(Name = "Grid points", GroupName = "Search", Order = 40, Description = "Values of each weight.")]
    [Range(2, 1000)]
    public int GridPoints { get; init; } = 25;
}
