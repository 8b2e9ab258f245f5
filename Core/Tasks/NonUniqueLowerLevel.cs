using System.ComponentModel.DataAnnotations;
using Hodl.Core.Data;
using Hodl.Core.Hypergradients;
using Hodl.Core.Linear;
using Hodl.Core.Metrics;
using Hodl.Core.Operators.Numerical;
using Hodl.Core.Operators.Projections;
using Hodl.Core.Runs;
using Hodl.Core.Solvers;
using Hodl.Core.Torch;
using Hodl.Core.Training;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Hodl.Core.Tasks;

/// <summary>Settings of <see cref="NonUniqueLowerLevel"/>.</summary>
public sealed record NonUniqueLowerLevelSettings : HodlSettings
{
    /// <summary>Defaults that reach the solution in a few seconds.</summary>
    public NonUniqueLowerLevelSettings()
    {
        K = 400;
        Mu = 0.9;
        S = 0.99;
        OuterSteps = 40;
        BatchSize = 1;
        Optimizer = OuterOptimizer.Sgd;
        LearningRate = 0.5;
        EvaluateEvery = 5;
        CurveEvery = 20;
    }

    /// <summary>η.</summary>
    [Display(Name = "η — lower step", GroupName = "Problem", Order = 1, Description = "Step of gradient descent on the lower level; non-expansive up to 2.")]
    [Range(0.01, 2.0)]
    public double Eta { get; init; } = 1;

    /// <summary>Start of x.</summary>
    [Display(Name = "x at the start", GroupName = "Problem", Order = 2, Description = "Where the upper variable starts; the solution is 1.")]
    [Range(-100.0, 100.0)]
    public double X0 { get; init; }

    /// <summary>Start of y₂.</summary>
    [Display(Name = "y₂ at the start", GroupName = "Problem", Order = 3, Description = "The coordinate that the lower level leaves free. sHODL never moves it, so it ends at x = (1 + y₂)/2.")]
    [Range(-100.0, 100.0)]
    public double Y0 { get; init; } = 2;
}

/// <summary>
/// min over x ∈ [−100, 100] of ½(x − y₂)² + ½(y₁ − 1)² s.t. y ∈ argmin ½y₁² − x y₁, with the solution (x; y) = (1; 1, 1).
/// The lower level leaves y₂ free, so the choice among its minimizers matters: sHODL and reverse-mode unrolling keep y₂
/// where it starts and end at x = (1 + y₂)/2; aHODL chooses as the upper level asks (Theorem 3.1; the counter-example
/// is that of bilevel descent aggregation, arXiv 2006.04045). ω = x, u = (y₁, y₂), D = GD, L_ℓ = 1, G = I.
/// </summary>
public sealed class NonUniqueLowerLevel : ITask, ICertifiable
{
    /// <inheritdoc/>
    public string Id => "non-unique-lower-level";

    /// <inheritdoc/>
    public string Name => "Non-unique lower level";

    /// <inheritdoc/>
    public string Summary => "A two-line bilevel problem that aHODL solves and sHODL cannot.";

    /// <inheritdoc/>
    public Type SettingsType => typeof(NonUniqueLowerLevelSettings);

    /// <inheritdoc/>
    public IReadOnlyList<TaskMethod> Methods { get; } =
    [
        new("ahodl", "aHODL", "Eq. (4): reaches (1; 1, 1)."),
        new("shodl", "sHODL", "Eq. (5): y₂ stays where it starts."),
    ];

    /// <inheritdoc/>
    public IReadOnlyList<TaskPreset> Presets { get; } =
    [
        new("quick", "Quick", "400 inner steps, 40 outer; some seconds.", new NonUniqueLowerLevelSettings()) { Methods = ["ahodl", "shodl"] },
        new("paper", "Paper", "3000 inner steps: distance about 1e-3; a minute or two.", new NonUniqueLowerLevelSettings { K = 3000 })
        {
            Methods = ["ahodl", "shodl"],
        },
    ];

    /// <inheritdoc/>
    public IReadOnlyList<MetricInfo> Metrics { get; } =
    [
        .. OuterSeries.Infos,
        new("solution_distance", "‖(x; y) − (1; 1, 1)‖ — distance to the solution", Better: Better.Lower, Log: true, IsResult: true),
        new("x", "x", IsResult: true),
        new("y1", "y₁", IsResult: true),
        new("y2", "y₂", IsResult: true),
    ];

    /// <inheritdoc/>
    public string? Refuse(string method, TaskSettings settings) => null;

    /// <inheritdoc/>
    public double EstimateSeconds(string method, TaskSettings settings)
    {
        var own = (NonUniqueLowerLevelSettings)settings;
        return own.K * (double)own.OuterSteps * (method == "ahodl" ? 1.2e-4 : 0.6e-4);
    }

    /// <inheritdoc/>
    public void Run(RunContext run, CancellationToken token)
    {
        var settings = run.Settings<NonUniqueLowerLevelSettings>();
        using var scope = NewDisposeScope();
        var device = TaskMachine.Prepare(settings);
        var problem = Problem(run.Spec.Method, settings, float64, device);
        new Algorithm1(problem, settings, RunCertifier.During)
        {
            Evaluate = (t, observer, stop) => Report(problem, settings, t, observer, stop),
        }.Run(run, token);
        var (x, y) = Point(problem, settings, token);
        run.Observer.OnResult(new("solution_distance", Distance(x, y)));
        run.Observer.OnResult(new("x", x));
        run.Observer.OnResult(new("y1", y[0]));
        run.Observer.OnResult(new("y2", y[1]));
    }

    /// <inheritdoc/>
    public CertifiableProblem Certifiable(RunContext run, CancellationToken token)
    {
        var settings = run.Settings<NonUniqueLowerLevelSettings>();
        return new(Problem(run.Spec.Method, settings, float64, CPU), settings.K);
    }

    /// <summary>The problem as Algorithm 1 takes it; also for checks in float64.</summary>
    public static LearningProblem Problem(string method, NonUniqueLowerLevelSettings settings, ScalarType dtype, Device device)
    {
        var upper = new Upper(settings.X0, dtype, device);
        var descent = new GradientDescent((y, _) => upper.LowerGradient(y), settings.Eta, upper);
        var loss = new UpperLoss(upper);
        return new()
        {
            Method = new HodlMethod(descent, loss, settings.Alpha, method == "ahodl" ? settings.Mu : 0, settings.S, new FullSpace()),
            Loss = loss,
            BatchAt = _ => new(zeros(1, 1, dtype, device)),
            Start = _ => new(tensor(new[] { 0.0, settings.Y0 }, dtype, device).reshape(1, 2)),
            ProjectOmega = upper.Project,
        };
    }

    private static void Report(LearningProblem problem, NonUniqueLowerLevelSettings settings, long t, IRunObserver observer, CancellationToken token)
    {
        var (x, y) = Point(problem, settings, token);
        observer.OnMetric("solution_distance", t, Distance(x, y));
        observer.OnMetric("x", t, x);
        observer.OnMetric("y1", t, y[0]);
        observer.OnMetric("y2", t, y[1]);
    }

    private static (double X, double[] Y) Point(LearningProblem problem, NonUniqueLowerLevelSettings settings, CancellationToken token)
    {
        using var ungraded = no_grad();
        using var scope = NewDisposeScope();
        var batch = problem.BatchAt(0);
        var u = InnerLoop.Run(problem.Method.Test(batch), problem.Start(batch), settings.K, token: token).U;
        return (problem.Learned()[0].detach().cpu().item<double>(), u[0].cpu().ToArray<double>());
    }

    private static double Distance(double x, double[] y) =>
        Math.Sqrt(((x - 1) * (x - 1)) + ((y[0] - 1) * (y[0] - 1)) + ((y[1] - 1) * (y[1] - 1)));

    private sealed class Upper : LearnedModule
    {
        private readonly Parameter x;

        public Upper(double start, ScalarType dtype, Device device)
            : base(nameof(Upper))
        {
            x = Parameters.Of(tensor(start, dtype, device));
            register_parameter("x", x);
        }

        public Tensor X => x;

        /// <summary>∇_y of ½y₁² − x y₁ = (y₁ − x, 0), [1, 2].</summary>
        public State LowerGradient(State y)
        {
            var first = y[0].narrow(1, 0, 1) - x;
            return new(cat([first, zeros_like(first)], 1));
        }

        /// <summary>Proj_Ω onto [−100, 100].</summary>
        public void Project()
        {
            using var ungraded = no_grad();
            x.clamp_(-100, 100);
        }
    }

    private sealed class UpperLoss(Upper upper) : Loss
    {
        public override Tensor Value(State u, Batch batch)
        {
            var (y1, y2) = (u[0].select(1, 0), u[0].select(1, 1));
            return (((upper.X - y2).square() + (y1 - 1.0).square()) * 0.5).sum();
        }

        public override double Smoothness(Batch batch) => 1;
    }
}
