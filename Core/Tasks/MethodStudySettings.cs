using System.ComponentModel.DataAnnotations;
using Hodl.Core.Bilevel;
using Hodl.Core.Bilevel.Problems;
using Hodl.Core.Bilevel.Steps;
using Hodl.Core.Runs;
using Hodl.Core.Search;

namespace Hodl.Core.Tasks;

/// <summary>Settings of <see cref="MethodStudy"/>.</summary>
public sealed record MethodStudySettings : BilevelSettings
{
    /// <summary>Which problem.</summary>
    [Display(Name = "Problem", GroupName = "Problem", Order = 1, Description = "StronglyConvex: quadratic at both levels. NonConvex: a robust upper level. Ridge, Logistic: a weight for every feature, learned on held-out rows.")]
    public StudyProblem Problem { get; init; }

    /// <summary>N.</summary>
    [Display(Name = "N — size of x", GroupName = "Problem", Order = 2, Description = "Coordinates of the lower variable. Regression problems take R features at both levels instead.")]
    [Range(1, 200)]
    public int LowerSize { get; init; } = 20;

    /// <summary>R.</summary>
    [Display(Name = "R — size of γ", GroupName = "Problem", Order = 3, Description = "Coordinates of the upper variable; features of regression problems. Searchers suffer first.")]
    [Range(1, 100)]
    public int UpperSize { get; init; } = 5;

    /// <summary>κ.</summary>
    [Display(Name = "κ — condition", GroupName = "Problem", Order = 4, Description = "Largest over least eigenvalue of the lower level's Hessian (quadratic ones).")]
    [Range(1.0, 1e4)]
    public double Condition { get; init; } = 10;

    /// <summary>ρ.</summary>
    [Display(Name = "ρ — upper weight", GroupName = "Problem", Order = 5, Description = "Weight of ½‖γ − γ₀‖² in the upper loss (quadratic ones).")]
    [Range(0.0, 1e3)]
    public double Rho { get; init; } = 0.1;

    /// <summary>σ.</summary>
    [Display(Name = "σ — noise", GroupName = "Problem", Order = 6, Description = "Deviation of one stochastic gradient or product (quadratic problems), and of the answers (regression). Exact methods do not see the former.")]
    [Range(0.0, 100.0)]
    public double Noise { get; init; } = 0.3;

    /// <summary>J.</summary>
    [Display(Name = "J — samples", GroupName = "Problem", Order = 7, Description = "Rows at each level of a regression problem.")]
    [Range(2, 100_000)]
    public int Samples { get; init; } = 200;

    /// <summary>Steps.</summary>
    [Display(Name = "Upper steps", GroupName = "Budget", Order = 10, Description = "The most upper-level steps, or trials of a searcher.")]
    [Range(1, 1_000_000)]
    public int OuterSteps { get; init; } = 2000;

    /// <summary>Gradients.</summary>
    [Display(Name = "Gradients and products", GroupName = "Budget", Order = 11, Description = "The most gradients and products of both levels together; a minibatch of B out of J samples counts as B/J.")]
    [Range(1.0, 1e9)]
    public double Gradients { get; init; } = 30_000;

    /// <summary>Seconds.</summary>
    [Display(Name = "Seconds", GroupName = "Budget", Order = 12, Description = "The most seconds of the method's own steps. A run that ends by it depends on the machine.")]
    [Range(0.01, 1e6)]
    [Unit("s")]
    public double Seconds { get; init; } = 300;

    /// <summary>T.</summary>
    [Display(Name = "T — lower steps", GroupName = "Double loops", Order = 20, Description = "The most lower-level steps of an upper step of IFT, HOAG, the gradients by name, and a searcher's trial; exactly so many where they are unrolled.")]
    [Range(1, 100_000)]
    public int LowerSteps { get; init; } = 100;

    /// <summary>Tolerance.</summary>
    [Display(Name = "Lower tolerance", GroupName = "Double loops", Order = 21, Description = "‖∇ₓΦ‖ at which the lower level ends.")]
    [Range(1e-14, 1.0)]
    public double LowerTolerance { get; init; } = 1e-8;

    /// <summary>T₀.</summary>
    [Display(Name = "T₀ — first lower steps", GroupName = "Double loops", Order = 22, Description = "BA: T_u = T₀(u+1)^p. AID-BiO, ITD-BiO, BSA, stocBiO: lower-level steps of every upper step. Penalty: steps in x.")]
    [Range(1, 10_000)]
    public int FirstSteps { get; init; } = 10;

    /// <summary>p.</summary>
    [Display(Name = "p — growth of T", GroupName = "Double loops", Order = 23, Description = "Of BA; ¼ is the theory's choice for a non-convex loss, 1 for a strongly convex one.")]
    [Range(0.0, 2.0)]
    public double Growth { get; init; } = 0.25;

    /// <summary>Linear steps.</summary>
    [Display(Name = "Linear steps", GroupName = "Double loops", Order = 24, Description = "The most steps of conjugate gradients.")]
    [Range(1, 10_000)]
    public int LinearSteps { get; init; } = 50;

    /// <summary>Optimizer.</summary>
    [Display(Name = "Upper optimizer", GroupName = "Upper level", Order = 30, Description = "Which step takes the gradient of IFT and of the gradients by name; the named methods have their own.")]
    public UpperOptimizer Optimizer { get; init; } = UpperOptimizer.GradientDescent;

    /// <summary>α_ℓ.</summary>
    [Display(Name = "α_ℓ — upper rate", GroupName = "Upper level", Order = 31, Description = "In units of 1/L of ∇ℓ, measured at the start; stochastic methods take half of it and let it fall.")]
    [Range(1e-6, 100.0)]
    public double UpperRate { get; init; } = 1;

    /// <summary>Adam's rate.</summary>
    [Display(Name = "Rate of Adam", GroupName = "Upper level", Order = 32, Description = "For Adam and Penalty.")]
    [Range(1e-6, 10.0)]
    public double AdamRate { get; init; } = 0.05;

    /// <summary>B.</summary>
    [Display(Name = "B — minibatch", GroupName = "Stochastic", Order = 40, Description = "Samples of a stochastic gradient or product.")]
    [Range(1, 10_000)]
    public int BatchSize { get; init; } = 4;

    /// <summary>α_Φ.</summary>
    [Display(Name = "α_Φ — lower rate", GroupName = "Stochastic", Order = 41, Description = "In units of 1/L of ∇ₓΦ.")]
    [Range(1e-4, 1.0)]
    public double LowerRate { get; init; } = 0.5;

    /// <summary>Q.</summary>
    [Display(Name = "Q — Neumann terms", GroupName = "Stochastic", Order = 42, Description = "Terms of the stochastic inverse Hessian.")]
    [Range(1, 1000)]
    public int Terms { get; init; } = 20;

    /// <summary>Delay.</summary>
    [Display(Name = "Delay of the decay", GroupName = "Stochastic", Order = 43, Description = "Rates fall like (1 + u/delay)^−power.")]
    [Range(1.0, 1e6)]
    [Unit("upper steps")]
    public double Delay { get; init; } = 50;

    /// <summary>Grid.</summary>
    [Display(Name = "Grid points", GroupName = "Search", Order = 50, Description = "Values of each coordinate.")]
    [Range(2, 1000)]
    public int GridPoints { get; init; } = 4;

    /// <summary>λ.</summary>
    [Display(Name = "Population", GroupName = "Search", Order = 51, Description = "λ of CMA-ES; 0 for 4 + 3 ln R.")]
    [Range(0, 10_000)]
    public int Population { get; init; }

    /// <summary>The problem of these settings; its tensors belong to the caller's dispose scope.</summary>
    public StandardProblem Draw(long seed) => Problem is StudyProblem.Ridge or StudyProblem.Logistic
        ? new RegressionBilevel(Problem == StudyProblem.Logistic, UpperSize, Samples, Noise, seed)
        : new QuadraticBilevel(
            new() { LowerSize = LowerSize, UpperSize = UpperSize, Condition = Condition, Rho = Rho, Noise = Noise, Robust = Problem == StudyProblem.NonConvex }, seed);

    /// <summary>A method's options on a problem.</summary>
    /// <param name="method">Its id.</param>
    /// <param name="problem">The problem, which says what rates are measured in.</param>
    /// <param name="seed">Of whatever is random.</param>
    public MethodOptions Options(string method, StandardProblem problem, long seed) => new()
    {
        Seed = seed,
        LowerSteps = LowerSteps,
        LowerTolerance = LowerTolerance,
        FirstAccuracy = 1e4 * LowerTolerance,
        LinearSteps = LinearSteps,
        Optimizer = Optimizer,
        AdamRate = AdamRate,
        UpperRate = UpperRate / problem.UpperSmoothness() * (UpperMethods.Find(method).Kind == UpperMethodKind.Stochastic ? 0.5 : 1),
        Growth = Growth,
        FirstSteps = FirstSteps,
        BatchSize = BatchSize,
        LowerRate = LowerRate,
        Terms = Terms,
        Delay = Delay,
        StronglyConvex = problem.IsStronglyConvex,
        GridPoints = GridPoints,
        Population = Population,
    };
}
