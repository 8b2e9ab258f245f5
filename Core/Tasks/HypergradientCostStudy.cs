using Hodl.Core.Hypergradients;
using Hodl.Core.Metrics;
using Hodl.Core.Runs;
using Hodl.Core.Solvers;
using Hodl.Core.Torch;
using static TorchSharp.torch;

namespace Hodl.Core.Tasks;

/// <summary>
/// Memory and seconds of each hypergradient against the number of inner steps, with its error against the closed form, on
/// ridge regression with a weight for every feature: Φ(u, ω) = ½‖Xu − Y‖²/n + ½ Σ_j e^{ω_j}‖u_j‖², ℓ = ½‖X_v u − Y_v‖²/n.
/// u* = H^{-1}XᵀY/n with H = XᵀX/n + diag(e^ω), and ∂φ/∂ω_j = −e^{ω_j}⟨u*_j, (H^{-1}∂ℓ/∂u)_j⟩. Theory: reverse mode grows
/// linearly in K, everything else is flat in memory. Curves have K on their axis. Memory is counted over the process:
/// measure while nothing else computes.
/// </summary>
public sealed class HypergradientCostStudy : ITask, ICertifiable
{
    private const int SamplesPerFeature = 4;
    private static readonly int[] Ladder = [10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000];

    /// <inheritdoc/>
    public string Id => "hypergradient-cost";

    /// <inheritdoc/>
    public string Name => "Cost of hypergradients";

    /// <inheritdoc/>
    public string Summary => "Memory, seconds and error of every hypergradient against the number of inner steps.";

    /// <inheritdoc/>
    public Type SettingsType => typeof(HypergradientCostSettings);

    /// <inheritdoc/>
    public IReadOnlyList<TaskMethod> Methods { get; } =
    [
        new("rhg", "RHG", "Reverse mode through all K steps."),
        new("trhg", "TRHG", "Reverse mode through the last M steps."),
        new("forward", "Forward", "Forward mode, a tangent for each number in ω."),
        new("cg", "CG", "Conjugate gradients at u^K."),
        new("ns", "NS", "Neumann series at u^K."),
        new("one-step", "One step", "The first term of the Neumann series."),
    ];

    /// <inheritdoc/>
    public IReadOnlyList<TaskPreset> Presets { get; } =
    [
        new("quick", "Quick", "K up to 200; some seconds a method.", new HypergradientCostSettings { MostSteps = 200, Repetitions = 1 }) { Methods = ["rhg", "trhg", "forward", "cg", "ns", "one-step"] },
        new("paper", "Full", "K from 10 to 1000.", new HypergradientCostSettings()) { Methods = ["rhg", "trhg", "forward", "cg", "ns", "one-step"] },
    ];

    /// <inheritdoc/>
    public IReadOnlyList<MetricInfo> Metrics { get; } =
    [
        new("peak_mib", "Peak memory", "MiB", Better.Lower, Log: true, Axis: "K — inner steps", LogAxis: true),
        new("hypergradient_seconds", "Seconds", "s", Better.Lower, Log: true, Axis: "K — inner steps", LogAxis: true),
        new("relative_error", "‖g − ∂φ/∂ω‖/‖∂φ/∂ω‖ — relative error", "", Better.Lower, Log: true, Axis: "K — inner steps", LogAxis: true),
        new("products", "Products with Jacobians", "", Better.Lower, Log: true, Axis: "K — inner steps", LogAxis: true),
        new("peak_mib_at_end", "Peak memory at the largest K", "MiB", Better.Lower, IsResult: true),
        new("memory_growth", "Growth of memory from K = 10", "", Better.Lower, IsResult: true),
        new("seconds_at_end", "Seconds at the largest K", "s", Better.Lower, IsResult: true),
        new("relative_error_at_end", "Relative error at the largest K", "", Better.Lower, Log: true, IsResult: true),
    ];

    /// <inheritdoc/>
    public bool CpuOnly => true;

    /// <inheritdoc/>
    public string? Refuse(string method, TaskSettings settings) => null;

    /// <inheritdoc/>
    public double EstimateSeconds(string method, TaskSettings settings)
    {
        var own = (HypergradientCostSettings)settings;
        return 1 + (own.MostSteps * own.Repetitions * 2e-4 * (method == "forward" ? own.Features : 3));
    }

    /// <inheritdoc/>
    public void Run(RunContext run, CancellationToken token)
    {
        var settings = run.Settings<HypergradientCostSettings>();
        using var scope = NewDisposeScope();
        TaskMachine.Prepare(settings);
        var (problem, exact) = Problem(settings, run.Spec.Seed);
        var method = Method(run.Spec.Method, settings);
        using (method.Compute(problem, problem.BatchAt(1), 2, null, token))
        {
            // The first call pays for what the library sets up once.
        }

        double first = 0, peak = 0, seconds = 0, error = 0;
        foreach (var k in Ladder.Where(k => k <= settings.MostSteps))
        {
            var costs = new List<(HypergradientCost Cost, double Error)>();
            for (var i = 0; i < settings.Repetitions; i++)
            {
                using var inner = NewDisposeScope();
                using var memory = new PeakMemory();
                using var found = method.Compute(problem, problem.BatchAt(1), k, null, token);
                costs.Add((found.Cost, ((found.Gradients[0]! - exact).norm() / exact.norm()).item<double>()));
            }

            var middle = costs.OrderBy(cost => cost.Cost.Seconds).ElementAt(costs.Count / 2);
            (peak, seconds, error) = (costs.Min(cost => cost.Cost.PeakBytes) / 1048576.0, middle.Cost.Seconds, middle.Error);
            first = first == 0 ? peak : first;
            run.Observer.OnMetric("peak_mib", k, peak);
            run.Observer.OnMetric("hypergradient_seconds", k, seconds);
            run.Observer.OnMetric("relative_error", k, error);
            run.Observer.OnMetric("products", k, middle.Cost.VectorJacobianProducts + middle.Cost.JacobianVectorProducts);
            run.Observer.OnProgress(k, settings.MostSteps);
        }

        run.Observer.OnResult(new("peak_mib_at_end", peak));
        run.Observer.OnResult(new("memory_growth", peak / first));
        run.Observer.OnResult(new("seconds_at_end", seconds));
        run.Observer.OnResult(new("relative_error_at_end", error));
    }

    /// <inheritdoc/>
    public bool HandsGradients => false;

    /// <inheritdoc/>
    public CertifiableProblem Certifiable(RunContext run, CancellationToken token)
    {
        var settings = run.Settings<HypergradientCostSettings>();
        return new(Problem(settings, run.Spec.Seed).Problem, settings.MostSteps) { Way = Method(run.Spec.Method, settings), Items = 0 };
    }

    /// <summary>The problem, in float64, with its closed ∂φ/∂ω at the start.</summary>
    public static (LearningProblem Problem, Tensor Gradient) Problem(HypergradientCostSettings settings, long seed)
    {
        using var random = new Generator(StepSeed.Of(seed, 0));
        Tensor Draw(params long[] shape) => randn(shape, dtype: float64, generator: random);
        long d = settings.Features, n = SamplesPerFeature * d;
        var truth = Draw(d, settings.Outputs);
        Tensor X() => Draw(n, d);
        var (x, held) = (X(), X());
        var (gram, cross) = (x.t().MatMul(x) / n, x.t().MatMul(x.MatMul(truth) + Draw(n, settings.Outputs)) / n);
        var (heldGram, heldCross) = (held.t().MatMul(held) / n, held.t().MatMul(held.MatMul(truth)) / n);
        var omega = new Variables(("omega", full([d], -1.0, float64)));
        Tensor Weight() => omega[0].exp().unsqueeze(1);
        var largest = linalg.eigvalsh(gram).max().item<double>();
        var problem = new LearningProblem
        {
            Method = new SolverMethod(
                omega,
                _ =>
                {
                    var weight = Weight();
                    return new CostSolver(u => ((u[0] * ((gram.MatMul(u[0]) * 0.5) - cross)).sum() + ((weight * u[0].square()).sum() * 0.5)), 1.8 / (largest + 1), u => new((gram.MatMul(u[0]) + (weight * u[0])) - cross));
                },
                isStationary: true),
            Loss = new FunctionLoss((u, _) => (u[0] * ((heldGram.MatMul(u[0]) * 0.5) - heldCross)).sum()),
            BatchAt = _ => new(zeros(1)),
            Start = _ => new(zeros([d, settings.Outputs], dtype: float64)),
        };
        using var ungraded = no_grad();
        var hessian = gram + diag(Weight().flatten());
        var solution = linalg.solve(hessian, cross);
        var adjoint = linalg.solve(hessian, heldGram.MatMul(solution) - heldCross);
        return (problem, -(Weight() * solution * adjoint).sum(1L));
    }

    private static IHypergradient Method(string id, HypergradientCostSettings settings) => id switch
    {
        "rhg" => new ReverseMode(),
        "trhg" => new ReverseMode(settings.LastSteps),
        "forward" => new ForwardMode(),
        "cg" => new ConjugateGradient(new() { Steps = settings.LinearSteps, Tolerance = 1e-12 }),
        "ns" => new NeumannSeries(new() { Steps = settings.LinearSteps, Tolerance = 1e-12 }),
        "one-step" => new OneStep(),
        _ => throw TaskMethod.Unknown(id, "rhg", "trhg", "forward", "cg", "ns", "one-step"),
    };
}
