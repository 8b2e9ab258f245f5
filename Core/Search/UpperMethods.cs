using Hodl.Core.Bilevel;
using Hodl.Core.Bilevel.Gradients;
using Hodl.Core.Bilevel.Methods;
using Hodl.Core.Bilevel.Steps;

namespace Hodl.Core.Search;

/// <summary>Every upper-level method and searcher. The theory stands in the description.</summary>
public static class UpperMethods
{
    private const string SampledHessian = "bias of the inverse Hessian's estimate";
    private const string InTheMean = "It holds in the mean over draws, and as the Neumann series gets longer.";

    /// <summary>Methods that take an exact or approximate ∇ℓ of a smooth lower level.</summary>
    public static IReadOnlyList<UpperMethod> Gradient { get; } =
    [
        new("ift", "IFT", "Double loop: minimiser gradient (4.8) by warm-started CG, upper optimiser of your choice.", UpperMethodKind.Gradient,
            options => Loop(options, new MinimizerGradient(Solved(options), LinearKind.ConjugateGradient, options.LinearSteps, options.LowerTolerance)))
        {
            Implicit = UpperFormula.Minimizer,
        },
        new("hoag", "HOAG", "Alg. 1: tolerances ε₀/(u+1)², adaptive step. Converges to a stationary point where they are summable.", UpperMethodKind.Gradient,
            options => new Hoag(options.FirstAccuracy, 10 * options.LowerSteps, options.UpperRate))
        {
            Implicit = UpperFormula.Minimizer,
        },
        new("ba", "BA", "Alg. 3: T_u grows. Theory: upper O(log 1/ε) strongly convex, O(1/ε) non-convex; lower O(log² 1/ε), O(ε^−1.25).", UpperMethodKind.Gradient,
            options => new BilevelApproximation(options.FirstSteps, options.Growth, options.UpperRate, accelerated: false, options.LinearSteps))
        {
            Implicit = UpperFormula.Minimizer,
            StronglyConvex = (0, 0),
            NonConvex = (1, 1.25),
        },
        new("ba-accelerated", "BA accelerated", "Alg. 3 with Nesterov's upper steps. Theory, convex: upper O(ε^−0.5), lower O(ε^−0.75).", UpperMethodKind.Gradient,
            options => new BilevelApproximation(options.FirstSteps, options.Growth, options.UpperRate, accelerated: true, options.LinearSteps))
        {
            Implicit = UpperFormula.Minimizer,
        },
        new("aid-bio", "AID-BiO", "Fixed T, warm start, CG. Theory, non-convex: upper O(1/ε), lower O(1/ε), Hessian products O(1/ε).", UpperMethodKind.Gradient,
            options => new DoubleLoop(
                new MinimizerGradient(new(options.FirstSteps, 0, DescentKind.Gradient), LinearKind.ConjugateGradient, options.FirstSteps, 0),
                new GradientStep(options.UpperRate), Solved(options)))
        {
            Implicit = UpperFormula.Minimizer,
            NonConvex = (1, 1),
        },
        new("itd-bio", "ITD-BiO", "Fixed T, warm start, backpropagation. Theory, non-convex: upper O(1/ε), lower and Hessian products Õ(1/ε).", UpperMethodKind.Gradient,
            options => new DoubleLoop(new UnrolledGradient(options.FirstSteps), new GradientStep(options.UpperRate), Solved(options)))
        {
            NonConvex = (1, 1),
        },
        new("penalty", "Penalty", "ℓ + λ‖∇ₓΦ‖² with λ → ∞; no linear equation.", UpperMethodKind.Gradient,
            options => new Penalty(options.AdamRate, options.FirstSteps, options.FirstPenalty, options.PenaltyGrowth))
        {
            Linear = "finite penalty λ",
            Limit = "It holds in the limit λ → ∞.",
        },
        new("kkt-newton", "KKT Newton", "Newton on the optimality system (5.1); small problems, quadratic convergence near a solution.", UpperMethodKind.Gradient,
            options => new KktNewton(lowerSteps: 20 * options.LowerSteps))
        {
            Linear = "multiplier not converged",
            Limit = "It holds where Newton's method has converged.",
        },
        new("unrolled", "Unrolled", "Reverse mode through T lower steps (B.2), √T checkpoints.", UpperMethodKind.Gradient,
            options => Loop(options, new UnrolledGradient(options.LowerSteps))),
        new("forward", "Forward", "Forward mode through T lower steps (B.3), R products a step.", UpperMethodKind.Gradient,
            options => Loop(options, new ForwardGradient(options.LowerSteps)))
        {
            Unrolled = (steps, rate) => new ForwardGradient(steps, rate),
        },
        new("piggyback", "Piggyback", "The adjoint is computed along the forward iterations.", UpperMethodKind.Gradient,
            options => Loop(options, new PiggybackGradient(options.LowerSteps)))
        {
            Implicit = UpperFormula.Piggyback,
            Linear = "adjoint not converged",
        },
        new("jacobian-free", "Jacobian-free", "The Hessian taken for L·I: no linear equation, biased.", UpperMethodKind.Gradient,
            options => Loop(options, new JacobianFreeGradient(Solved(options))))
        {
            Implicit = UpperFormula.JacobianFree,
            Linear = "Jacobian-free formula (the Hessian taken for L·I)",
            IsBiased = true,
        },
    ];

    /// <summary>Stochastic methods.</summary>
    public static IReadOnlyList<UpperMethod> Stochastic { get; } =
    [
        new("bsa", "BSA", "Stochastic double loop. Theory, non-convex: upper O(ε⁻²), lower O(ε⁻³).", UpperMethodKind.Stochastic,
            options => new StochasticDoubleLoop(Stochastics(options), summed: false))
        {
            Linear = SampledHessian,
            Limit = InTheMean,
            NonConvex = (2, 3),
        },
        new("stocbio", "stocBiO", "Stochastic double loop, warm start. Theory, non-convex: upper O(ε⁻²), lower Õ(ε⁻²).", UpperMethodKind.Stochastic,
            options => new StochasticDoubleLoop(Stochastics(options), summed: true))
        {
            Linear = SampledHessian,
            Limit = InTheMean,
            NonConvex = (2, 2),
        },
        new("ttsa", "TTSA", "Alg. 2, single loop, two timescales. Theory: O(ε^−2.5) non-convex, O(ε^−1.5) strongly convex.", UpperMethodKind.Stochastic,
            options => new Ttsa(Stochastics(options)))
        {
            Linear = SampledHessian,
            Limit = InTheMean,
            StronglyConvex = (1.5, 1.5),
            NonConvex = (2.5, 2.5),
        },
        new("stable", "STABLE", "Single loop, one timescale, recursive second derivatives. Theory: O(ε⁻²) non-convex, O(ε⁻¹) strongly convex.", UpperMethodKind.Stochastic,
            options => new Stable(Stochastics(options)))
        {
            Linear = SampledHessian,
            Limit = InTheMean,
            StronglyConvex = (1, 1),
            NonConvex = (2, 2),
        },
    ];

    /// <summary>Gradients of a lower level with φ = |z|, which only image tasks have.</summary>
    public static IReadOnlyList<UpperMethod> NonSmooth { get; } =
    [
        new("single-level", "Single level", "|z|: translation to a single level (4.13), signs and zeros of Ωx̂ kept.", UpperMethodKind.NonSmooth,
            options => Loop(options, new SingleLevelGradient(Solved(options), options.LinearSteps, options.LowerTolerance)))
        {
            Implicit = UpperFormula.SingleLevel,
            Linear = "flat regions told by a tolerance",
            IsBiased = true,
        },
        new("bregman", "Bregman", "|z|: unrolled primal-dual steps, smooth in a Bregman distance (4.22).", UpperMethodKind.NonSmooth,
            options => Loop(options, new BregmanGradient(options.LowerSteps)))
        {
            Unrolled = (steps, _) => new BregmanGradient(steps),
        },
    ];

    /// <summary>Derivative-free searchers.</summary>
    public static IReadOnlyList<UpperMethod> Search { get; } =
    [
        new("grid", "Grid", "m values of every coordinate.", UpperMethodKind.Search,
            options => new GridSearch(Solved(options), options.GridPoints)),
        new("random", "Random", "Uniform in the box.", UpperMethodKind.Search,
            options => new RandomSearch(Solved(options), options.Seed)),
        new("bayes", "Bayes", "Gaussian process, Matérn 5/2, expected improvement.", UpperMethodKind.Search,
            options => new BayesianOptimization(Solved(options), options.Seed)),
        new("cma-es", "CMA-ES", "Covariance matrix adaptation; a step is a generation.", UpperMethodKind.Search,
            options => new CmaEs(Solved(options), options.Seed, options.Population)),
        new("trust-region", "Trust region", "Linear models of the residuals, dynamic accuracy. Theory: O(ε⁻²) iterations to ‖∇ℓ‖ ≤ ε.", UpperMethodKind.Search,
            options => new TrustRegion(Solved(options))),
    ];

    /// <summary>All that apply to smooth problems.</summary>
    public static IReadOnlyList<UpperMethod> All { get; } = [.. Gradient, .. Stochastic, .. Search];

    /// <summary>The method of an id, those for lower levels that are not smooth among them.</summary>
    /// <exception cref="ArgumentException">There is none.</exception>
    public static UpperMethod Find(string id) =>
        All.Concat(NonSmooth).FirstOrDefault(method => method.Id == id)
        ?? throw new ArgumentException($"There is no method {id}; there are {string.Join(", ", All.Concat(NonSmooth).Select(method => method.Id))}.", nameof(id));

    /// <summary>The upper-level step of the options.</summary>
    public static IUpperStep Optimizer(MethodOptions options) => options.Optimizer switch
    {
        UpperOptimizer.Adam => new AdamStep(options.AdamRate),
        UpperOptimizer.GradientDescent => new GradientStep(options.UpperRate),
        UpperOptimizer.Armijo => new ArmijoStep(options.UpperRate),
        UpperOptimizer.Lbfgs => new LbfgsStep(options.UpperRate),
        _ => throw new ArgumentException($"There is no optimizer {options.Optimizer}; there are {string.Join(", ", Enum.GetNames<UpperOptimizer>())}.", nameof(options)),
    };

    private static LowerEffort Solved(MethodOptions options) => new(options.LowerSteps, options.LowerTolerance, options.Descent);

    private static DoubleLoop Loop(MethodOptions options, IBilevelGradient gradient) => new(gradient, Optimizer(options), Solved(options));

    private static StochasticOptions Stochastics(MethodOptions options) => new()
    {
        Seed = options.Seed,
        BatchSize = options.BatchSize,
        UpperRate = options.UpperRate,
        LowerRate = options.LowerRate,
        Terms = options.Terms,
        LowerSteps = options.FirstSteps,
        StronglyConvex = options.StronglyConvex,
        Delay = options.Delay,
    };
}
