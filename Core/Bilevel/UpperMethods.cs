using Hodl.Core.Bilevel.Gradients;
using Hodl.Core.Bilevel.Methods;
using Hodl.Core.Bilevel.Steps;
using Hodl.Core.Search;
using Hodl.Core.Tasks;

namespace Hodl.Core.Bilevel;

/// <summary>Every upper-level method and searcher by its id, as tasks offer them. The theory stands in the description.</summary>
public static class UpperMethods
{
    /// <summary>Methods that take an exact or approximate ∇ℓ of a smooth lower level.</summary>
    public static IReadOnlyList<TaskMethod> Gradient { get; } =
    [
        new("ift", "IFT", "Double loop: minimiser gradient (4.8) by warm-started CG, upper optimiser of your choice."),
        new("hoag", "HOAG", "Alg. 1: tolerances ε₀/(u+1)², adaptive step. Converges to a stationary point where they are summable."),
        new("ba", "BA", "Alg. 3: T_u grows. Theory: upper O(log 1/ε) strongly convex, O(1/ε) non-convex; lower O(log² 1/ε), O(ε^−1.25)."),
        new("ba-accelerated", "BA accelerated", "Alg. 3 with Nesterov's upper steps. Theory, convex: upper O(ε^−0.5), lower O(ε^−0.75)."),
        new("aid-bio", "AID-BiO", "Fixed T, warm start, CG. Theory, non-convex: upper O(1/ε), lower O(1/ε), Hessian products O(1/ε)."),
        new("itd-bio", "ITD-BiO", "Fixed T, warm start, backpropagation. Theory, non-convex: upper O(1/ε), lower and Hessian products Õ(1/ε)."),
        new("penalty", "Penalty", "ℓ + λ‖∇ₓΦ‖² with λ → ∞; no linear equation."),
        new("kkt-newton", "KKT Newton", "Newton on the optimality system (5.1); small problems, quadratic convergence near a solution."),
        new("unrolled", "Unrolled", "Reverse mode through T lower steps (B.2), √T checkpoints."),
        new("forward", "Forward", "Forward mode through T lower steps (B.3), R products a step."),
        new("piggyback", "Piggyback", "The adjoint is computed along the forward iterations."),
        new("jacobian-free", "Jacobian-free", "The Hessian taken for L·I: no linear equation, biased."),
    ];

    /// <summary>Stochastic methods.</summary>
    public static IReadOnlyList<TaskMethod> Stochastic { get; } =
    [
        new("bsa", "BSA", "Stochastic double loop. Theory, non-convex: upper O(ε⁻²), lower O(ε⁻³)."),
        new("stocbio", "stocBiO", "Stochastic double loop, warm start. Theory, non-convex: upper O(ε⁻²), lower Õ(ε⁻²)."),
        new("ttsa", "TTSA", "Alg. 2, single loop, two timescales. Theory: O(ε^−2.5) non-convex, O(ε^−1.5) strongly convex."),
        new("stable", "STABLE", "Single loop, one timescale, recursive second derivatives. Theory: O(ε⁻²) non-convex, O(ε⁻¹) strongly convex."),
    ];

    /// <summary>Derivative-free searchers.</summary>
    public static IReadOnlyList<TaskMethod> Search { get; } =
    [
        new("grid", "Grid", "m values of every coordinate."),
        new("random", "Random", "Uniform in the box."),
        new("bayes", "Bayes", "Gaussian process, Matérn 5/2, expected improvement."),
        new("cma-es", "CMA-ES", "Covariance matrix adaptation; a step is a generation."),
        new("trust-region", "Trust region", "Linear models of the residuals, dynamic accuracy. Theory: O(ε⁻²) iterations to ‖∇ℓ‖ ≤ ε."),
    ];

    /// <summary>Gradients of a lower level with φ = |z|, which only image tasks have.</summary>
    public static IReadOnlyList<TaskMethod> NonSmooth { get; } =
    [
        new("single-level", "Single level", "|z|: translation to a single level (4.13), signs and zeros of Ωx̂ kept."),
        new("bregman", "Bregman", "|z|: unrolled primal-dual steps, smooth in a Bregman distance (4.22)."),
    ];

    /// <summary>All that apply to smooth problems.</summary>
    public static IReadOnlyList<TaskMethod> All { get; } = [.. Gradient, .. Stochastic, .. Search];

    /// <summary>The name of a method.</summary>
    public static string Named(string id) => All.Concat(NonSmooth).FirstOrDefault(method => method.Id == id)?.Name ?? id;

    /// <summary>Whether it is a searcher.</summary>
    public static bool IsSearch(string id) => Search.Any(method => method.Id == id);

    /// <summary>Whether it takes minibatches.</summary>
    public static bool IsStochastic(string id) => Stochastic.Any(method => method.Id == id);

    /// <summary>The order p of Tables 5.1–5.3 in N(ε) = O(ε^−p) for upper- and lower-level gradients; 0 stands for a power of log 1/ε, null for no statement.</summary>
    public static (double? Upper, double? Lower) Theory(string id, bool stronglyConvex) => (id, stronglyConvex) switch
    {
        ("ba", true) => (0, 0),
        ("ba", false) => (1, 1.25),
        ("aid-bio" or "itd-bio", false) => (1, 1),
        ("bsa", false) => (2, 3),
        ("stocbio", false) => (2, 2),
        ("ttsa", true) => (1.5, 1.5),
        ("ttsa", false) => (2.5, 2.5),
        ("stable", true) => (1, 1),
        ("stable", false) => (2, 2),
        _ => (null, null),
    };

    /// <summary>The method of an id.</summary>
    /// <exception cref="ArgumentException">There is none.</exception>
    public static IUpperMethod Create(string id, MethodOptions options)
    {
        var solved = new LowerEffort(options.LowerSteps, options.LowerTolerance, options.Descent);
        var stochastic = new StochasticOptions
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
        DoubleLoop Loop(IBilevelGradient gradient) => new(gradient, Optimizer(options), solved);
        return id switch
        {
            "ift" => Loop(new MinimizerGradient(solved, LinearKind.ConjugateGradient, options.LinearSteps, options.LowerTolerance)),
            "unrolled" => Loop(new UnrolledGradient(options.LowerSteps)),
            "forward" => Loop(new ForwardGradient(options.LowerSteps)),
            "piggyback" => Loop(new PiggybackGradient(options.LowerSteps)),
            "jacobian-free" => Loop(new JacobianFreeGradient(solved)),
            "single-level" => Loop(new SingleLevelGradient(solved, options.LinearSteps, options.LowerTolerance)),
            "bregman" => Loop(new BregmanGradient(options.LowerSteps)),
            "hoag" => new Hoag(options.FirstAccuracy, 10 * options.LowerSteps, options.UpperRate),
            "ba" or "ba-accelerated" => new BilevelApproximation(options.FirstSteps, options.Growth, options.UpperRate, id == "ba-accelerated", options.LinearSteps),
            "aid-bio" => new DoubleLoop(
                new MinimizerGradient(new(options.FirstSteps, 0, DescentKind.Gradient), LinearKind.ConjugateGradient, options.FirstSteps, 0),
                new GradientStep(options.UpperRate), solved),
            "itd-bio" => new DoubleLoop(new UnrolledGradient(options.FirstSteps), new GradientStep(options.UpperRate), solved),
            "penalty" => new Penalty(options.AdamRate, options.FirstSteps, options.FirstPenalty, options.PenaltyGrowth),
            "kkt-newton" => new KktNewton(lowerSteps: 20 * options.LowerSteps),
            "bsa" => new StochasticDoubleLoop(stochastic, summed: false),
            "stocbio" => new StochasticDoubleLoop(stochastic, summed: true),
            "ttsa" => new Ttsa(stochastic),
            "stable" => new Stable(stochastic),
            "grid" => new GridSearch(solved, options.GridPoints),
            "random" => new RandomSearch(solved, options.Seed),
            "bayes" => new BayesianOptimization(solved, options.Seed),
            "cma-es" => new CmaEs(solved, options.Seed, options.Population),
            "trust-region" => new TrustRegion(solved),
            _ => throw new ArgumentException($"There is no method {id}; there are {string.Join(", ", All.Concat(NonSmooth).Select(method => method.Id))}.", nameof(id)),
        };
    }

    /// <summary>The upper-level step of the options.</summary>
    public static IUpperStep Optimizer(MethodOptions options) => options.Optimizer switch
    {
        UpperOptimizer.Adam => new AdamStep(options.AdamRate),
        UpperOptimizer.GradientDescent => new GradientStep(options.UpperRate),
        UpperOptimizer.Armijo => new ArmijoStep(options.UpperRate),
        _ => new LbfgsStep(options.UpperRate),
    };
}
